package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import routes.queue.FailurePolicy.Outcome;

class OutagePolicyTest {

    private final Breakers breakers = new Breakers(new SimpleMeterRegistry());
    private final CircuitBreaker breaker = Breakers.create(breakers, "detector", 5, 60);
    private final OutagePolicy policy = new OutagePolicy(breakers, "detector");

    @Test
    void a_failure_of_the_job_counts_and_an_outage_does_not() {
        assertThat(policy.onFailure(new IllegalStateException("bug"))).isEqualTo(Outcome.RETRY);
        assertThat(policy.onFailure(new RuntimeCamelException(new SQLException("terminated", "57P01")))).isEqualTo(Outcome.PAUSE);
        assertThat(policy.onFailure(new SQLException("no such table", "42P01"))).isEqualTo(Outcome.RETRY);
    }

    @Test
    void work_waits_while_the_breaker_is_open_and_makes_the_trial_calls_when_it_is_half_open() {
        assertThat(policy.ready()).isTrue();
        breaker.transitionToOpenState();
        assertThat(policy.ready()).isFalse();
        assertThat(policy.onFailure(new IllegalStateException("in flight"))).isEqualTo(Outcome.PAUSE);
        breaker.transitionToHalfOpenState();
        assertThat(policy.ready()).isTrue();
        assertThat(policy.onFailure(new IllegalStateException("a failed trial"))).isEqualTo(Outcome.PAUSE);
    }

    @Test
    void an_invalid_job_is_dead_lettered_whatever_the_breaker_says() {
        breaker.transitionToOpenState();
        assertThat(policy.onFailure(new InvalidJobException("no"))).isEqualTo(Outcome.DEAD_LETTER);
        breaker.transitionToHalfOpenState();
        assertThat(policy.onFailure(new RuntimeCamelException(new InvalidJobException("no")))).isEqualTo(Outcome.DEAD_LETTER);
    }
}
