package routes.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breakers behind the circuitBreaker EIPs: N consecutive failures open one; after the open time three trial calls are let
 * through, two successes close it, any failed trial opens it again (resilience4j alone would close it with one failure of three).
 * What counts as a failure: every category that says something of the service's health; not 4xx, which is an answer. A picture that has
 * gone, a permit that was not free and a wrong key count neither as failure nor as success.
 * Declared in {@code beans.camel.yaml}. Thread-safe.
 */
public final class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);
    private static final int TRIALS = 3;
    private static final int SUCCESSES_TO_CLOSE = 2;
    /** A slow answer is an answer: without this, five of more than 60 s would open a breaker. */
    private static final Duration NEVER_TOO_SLOW = Duration.ofDays(365);
    /** The enrichment reports each question that was given up, whatever it took. */
    private static final Set<String> COUNTED_BY_QUESTION = Set.of("florence", "clip", "enrichment");

    private final MeterRegistry meters;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Set<String> answering = ConcurrentHashMap.newKeySet();
    private final ServiceChanges changes = new ServiceChanges();

    public Breakers(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Makes the breaker of a service; static, because a bean of beans.camel.yaml is made with arguments by nothing else.
     *
     * @param failures    consecutive failures that open it
     * @param openMillis how long no call leaves
     */
    public static CircuitBreaker create(Breakers breakers, String service, int failures, long openMillis) {
        return breakers.breakers.computeIfAbsent(service, name -> breakers.make(name, failures, openMillis));
    }

    private CircuitBreaker make(String service, int failures, long openMillis) {
        CircuitBreaker breaker = CircuitBreaker.of(service, CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .slowCallDurationThreshold(NEVER_TOO_SLOW)
                .waitDurationInOpenState(Duration.ofMillis(openMillis))
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .ignoreException(Breakers::saysNothingOfTheService)
                .recordException(error -> {
                    count(service, error);
                    return saysTheServiceIsIll(error);
                })
                .build());
        AtomicInteger good = new AtomicInteger();
        breaker.getEventPublisher()
                .onStateTransition(event -> {
                    good.set(0);
                    changed(service, event.getStateTransition().getFromState(), event.getStateTransition().getToState(), openMillis);
                })
                .onIgnoredError(event -> {
                    count(service, event.getThrowable());
                    Failures.find(event.getThrowable(), ServiceMisconfiguredException.class).ifPresent(refusal -> changes.refused(breaker, refusal));
                })
                .onSuccess(event -> {
                    answering.add(service);
                    changes.accepted(breaker);
                    if (breaker.getState() == State.HALF_OPEN && good.incrementAndGet() >= SUCCESSES_TO_CLOSE) {
                        breaker.transitionToClosedState();
                    }
                })
                .onError(event -> {
                    answering.remove(service);
                    if (breaker.getState() == State.HALF_OPEN) {
                        breaker.transitionToOpenState();
                    }
                });
        Gauge.builder("hsi.circuit.breaker.state", breaker, b -> gaugeValue(b.getState()))
                .description("0 closed, 1 half-open, 2 open").tag("service", service).register(meters);
        meters.counter("hsi.circuit.breaker.trips", "service", service);
        if (!COUNTED_BY_QUESTION.contains(service)) {
            Stream.of(ErrorCategory.values()).forEach(category -> errors(service, category));
        }
        return breaker;
    }

    /** {@code hsi_pipeline_errors_total{error_type="detector_timeout"}}: every failed call, by its category. */
    private void count(String service, Throwable error) {
        if (!COUNTED_BY_QUESTION.contains(service) && !Failures.isFileMissing(error)) {
            errors(service, Failures.category(error)).increment();
        }
    }

    private Counter errors(String service, ErrorCategory category) {
        return meters.counter("hsi.pipeline.errors", "error_type", service + "_" + category.wireName());
    }

    private static boolean saysNothingOfTheService(Throwable error) {
        return Failures.isFileMissing(error) || Failures.find(error, ServiceMisconfiguredException.class).isPresent()
                || Failures.find(error, NoPermitException.class).isPresent();
    }

    private static boolean saysTheServiceIsIll(Throwable error) {
        return Failures.find(error, RemoteServiceException.class).map(RemoteServiceException::countsAsFailure)
                .orElseGet(() -> Failures.category(error) != ErrorCategory.CLIENT_ERROR);
    }

    private static int gaugeValue(State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> 2;
            case HALF_OPEN -> 1;
            default -> 0;
        };
    }

    private void changed(String service, State from, State to, long openMillis) {
        if (to == State.OPEN) {
            meters.counter("hsi.circuit.breaker.trips", "service", service).increment();
            LOG.warn("breaker {}: {} -> OPEN, no call leaves for up to {} s", service, from, openMillis / 1000.0);
        } else {
            LOG.info("breaker {}: {} -> {}", service, from, to);
        }
        changes.tell(ServiceStatus.of(service, to));
    }

    /** The changes since the last call, oldest first; route {@code service-status} stores them as messages. */
    public List<ServiceStatus> drainChanges() {
        return changes.drain();
    }

    /** Whether no call may leave now. Unknown services are never open. */
    public boolean isOpen(String service) {
        CircuitBreaker breaker = breakers.get(service);
        return breaker != null && gaugeValue(breaker.getState()) == 2;
    }

    /** Whether the last thing known of the service is bad: its breaker is open or on trial. */
    public boolean isTripped(String service) {
        CircuitBreaker breaker = breakers.get(service);
        return breaker != null && gaugeValue(breaker.getState()) > 0;
    }

    /** Whether the last call that says something of the service was answered well. False before the first. */
    public boolean isAnswering(String service) {
        return answering.contains(service);
    }

    /** In the words of the service, why it refuses every call ({@link ServiceMisconfiguredException}); empty while it does not. */
    public Optional<String> refusal(String service) {
        return changes.refusal(service);
    }

    /** All breakers by service name. */
    public Map<String, CircuitBreaker> all() {
        return Map.copyOf(breakers);
    }
}
