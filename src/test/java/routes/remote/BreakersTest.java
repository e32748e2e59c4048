package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.RuntimeCamelException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private static final long LONG = 3_600_000;
    private static final IOException ILL = new IOException("connection reset");
    private static final RemoteServiceException REFUSED = new RemoteServiceException("nemotron", ErrorCategory.CLIENT_ERROR, 422, null, "no", null);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Breakers breakers = new Breakers(meters);

    private CircuitBreaker breaker(long openMillis) {
        return Breakers.create(breakers, "nemotron", 5, openMillis);
    }

    private static void fail(CircuitBreaker breaker, Throwable failure, int times) {
        for (int i = 0; i < times; i++) {
            if (breaker.tryAcquirePermission()) {
                breaker.onError(1, TimeUnit.MILLISECONDS, failure);
            }
        }
    }

    private static void succeed(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.tryAcquirePermission()).isTrue();
            breaker.onSuccess(1, TimeUnit.MILLISECONDS);
        }
    }

    private double errors(String type) {
        return meters.find("hsi.pipeline.errors").tag("error_type", type).counters().stream().mapToDouble(c -> c.count()).sum();
    }

    private List<String> told() {
        return breakers.drainChanges().stream().map(change -> change.service() + " " + change.status() + " " + change.circuitState()).toList();
    }

    @Test
    void five_failures_in_a_row_open_it_and_a_success_begins_the_row_anew() {
        CircuitBreaker breaker = breaker(LONG);
        fail(breaker, ILL, 4);
        succeed(breaker, 1);
        fail(breaker, ILL, 4);
        assertThat(breakers.isOpen("nemotron")).isFalse();
        fail(breaker, ILL, 1);
        assertThat(breakers.isOpen("nemotron")).isTrue();
        assertThat(breaker.tryAcquirePermission()).isFalse();
        assertThat(meters.get("hsi.circuit.breaker.state").tag("service", "nemotron").gauge().value()).isEqualTo(2);
        assertThat(meters.get("hsi.circuit.breaker.trips").tag("service", "nemotron").counter().count()).isEqualTo(1);
        assertThat(errors("nemotron_unexpected")).isEqualTo(9);
    }

    @Test
    void after_the_open_time_two_good_trials_close_it() {
        CircuitBreaker breaker = breaker(50);
        fail(breaker, ILL, 5);
        Awaitility.await().until(() -> breaker.getState() == State.HALF_OPEN);
        assertThat(meters.get("hsi.circuit.breaker.state").tag("service", "nemotron").gauge().value()).isEqualTo(1);
        succeed(breaker, 1);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        succeed(breaker, 1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        assertThat(told()).containsExactly("nemotron unhealthy open", "nemotron degraded half_open", "nemotron healthy closed");
    }

    @Test
    void any_failed_trial_opens_it_again_also_after_a_good_one() {
        CircuitBreaker breaker = breaker(LONG);
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        succeed(breaker, 1);
        fail(breaker, ILL, 1);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        breaker.transitionToHalfOpenState();
        succeed(breaker, 1);
        assertThat(breaker.getState()).as("successes of an earlier trial do not count").isEqualTo(State.HALF_OPEN);
    }

    @Test
    void a_trial_is_three_calls_at_a_time() {
        CircuitBreaker breaker = breaker(LONG);
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        assertThat(List.of(breaker.tryAcquirePermission(), breaker.tryAcquirePermission(), breaker.tryAcquirePermission(), breaker.tryAcquirePermission()))
                .containsExactly(true, true, true, false);
    }

    @Test
    void what_is_no_fault_of_the_service_never_opens_it() {
        CircuitBreaker breaker = breaker(LONG);
        for (Throwable innocent : List.of(REFUSED, new RuntimeCamelException(REFUSED), new FileNotFoundException("gone.jpg"), new NoPermitException("nemotron", 1),
                new ServiceMisconfiguredException("nemotron", 401, "wrong key"))) {
            fail(breaker, innocent, 20);
            assertThat(breaker.getState()).as(innocent.toString()).isEqualTo(State.CLOSED);
        }
        assertThat(errors("nemotron_client_error")).isEqualTo(60);
        assertThat(errors("nemotron_rate_limited")).isEqualTo(20);
    }

    @Test
    void what_says_nothing_of_the_service_is_no_good_trial_either_and_leaves_room_for_one() {
        CircuitBreaker breaker = breaker(LONG);
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        fail(breaker, new NoPermitException("nemotron", 1), 20);
        fail(breaker, new ServiceMisconfiguredException("nemotron", 401, "wrong key"), 20);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        succeed(breaker, 2);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    /** A model on a CPU takes its minute and more; resilience4j would call that a failing service. */
    @Test
    void slow_answers_are_answers() {
        CircuitBreaker breaker = breaker(LONG);
        for (int i = 0; i < 20; i++) {
            breaker.acquirePermission();
            breaker.onSuccess(119, TimeUnit.SECONDS);
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void a_reset_is_told_as_well_and_a_forced_state_is_one_of_those_that_clients_know() {
        CircuitBreaker breaker = breaker(LONG);
        fail(breaker, ILL, 5);
        breaker.reset();
        breaker.transitionToForcedOpenState();
        assertThat(breakers.isOpen("nemotron")).isTrue();
        breaker.transitionToDisabledState();
        assertThat(breakers.isTripped("nemotron")).isFalse();
        assertThat(told()).containsExactly("nemotron unhealthy open", "nemotron healthy closed", "nemotron unhealthy open", "nemotron healthy closed");
    }

    /** Words of the service may differ with each call, by a request id for example. */
    @Test
    void a_refusal_is_told_once_however_it_is_worded() {
        CircuitBreaker breaker = breaker(LONG);
        for (int i = 0; i < 5; i++) {
            fail(breaker, new ServiceMisconfiguredException("nemotron", 401, "nemotron: HTTP 401 wrong key, request " + i), 1);
        }
        fail(breaker, new ServiceMisconfiguredException("nemotron", 404, "nemotron: HTTP 404 no such model"), 1);
        assertThat(breakers.refusal("nemotron")).contains("nemotron: HTTP 404 no such model");
        succeed(breaker, 1);
        assertThat(told()).containsExactly("nemotron unhealthy closed", "nemotron unhealthy closed", "nemotron healthy closed");
        assertThat(breakers.refusal("nemotron")).isEmpty();
    }
}
