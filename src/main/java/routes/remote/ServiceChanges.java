package routes.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients are told about services, until it is stored: at most the latest {@value #REMEMBERED} changes, so that a long outage of
 * PostgreSQL ends with few messages. Knows which services refuse every call, so that this is told once. Thread-safe.
 */
final class ServiceChanges {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceChanges.class);
    private static final int REMEMBERED = 100;

    private final Queue<ServiceStatus> changes = new ConcurrentLinkedQueue<>();
    private final Map<String, ServiceMisconfiguredException> refusals = new ConcurrentHashMap<>();

    void tell(ServiceStatus change) {
        changes.add(change);
        while (changes.size() > REMEMBERED) {
            changes.poll();
        }
    }

    List<ServiceStatus> drain() {
        List<ServiceStatus> drained = new ArrayList<>();
        for (ServiceStatus change = changes.poll(); change != null; change = changes.poll()) {
            drained.add(change);
        }
        return drained;
    }

    /** Told again only when the status differs: the words may differ with each call, by a request id for example. */
    void refused(CircuitBreaker breaker, ServiceMisconfiguredException refusal) {
        ServiceMisconfiguredException before = refusals.put(breaker.getName(), refusal);
        if (before == null || before.httpStatus() != refusal.httpStatus()) {
            ServiceStatus status = ServiceStatus.refusing(breaker.getName(), Answers.excerpt(refusal.getMessage()), breaker.getState());
            LOG.warn("{}", status.message());
            tell(status);
        }
    }

    void accepted(CircuitBreaker breaker) {
        if (refusals.remove(breaker.getName()) != null) {
            LOG.info("{} accepts calls again", breaker.getName());
            tell(ServiceStatus.of(breaker.getName(), breaker.getState()));
        }
    }

    Optional<String> refusal(String service) {
        return Optional.ofNullable(refusals.get(service)).map(refusal -> Answers.excerpt(refusal.getMessage()));
    }
}
