package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import routes.config.Json;
import routes.queue.Failure;
import routes.queue.FailurePolicy.Outcome;

class OutagePolicyTest {

    private final Breakers breakers = new Breakers(new SimpleMeterRegistry());
    private final CircuitBreaker breaker = Breakers.create(breakers, "detector", 5, 60);
    private final OutagePolicy policy = new OutagePolicy(breakers, "detector");

    @Test
    void a_failure_of_the_job_counts_and_an_outage_does_not() {
        assertThat(policy.onFailure(new IllegalStateException("bug"), true)).isEqualTo(Outcome.RETRY);
        assertThat(policy.onFailure(new RuntimeCamelException(new SQLException("terminated", "57P01")), true)).isEqualTo(Outcome.PAUSE);
        assertThat(policy.onFailure(new SQLException("could not read block 7: Input/output error", "58030"), true)).isEqualTo(Outcome.PAUSE);
        assertThat(policy.onFailure(new SQLException("no such table", "42P01"), true)).isEqualTo(Outcome.RETRY);
    }

    @Test
    void a_failed_call_is_described_by_the_service_that_failed() {
        Failure failure = policy.describe(new RuntimeCamelException(
                new RemoteServiceException("detector", ErrorCategory.TIMEOUT, "detector: no answer in 60 s")));
        assertThat(failure.category()).isEqualTo("timeout");
        assertThat(failure.httpStatus()).isNull();
        assertThat(failure.error()).isEqualTo("detector: no answer in 60 s");
        assertThat(failure.errorType()).isEqualTo("RemoteServiceException");
    }

    @Test
    void an_answer_that_is_not_json_says_nothing_about_the_job() {
        Throwable notJson = catchThrowable(() -> Json.mapper().readTree("<html>"));
        RemoteServiceException failure = new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, 200, null, "detector: not JSON", notJson);
        assertThat(policy.describe(new RuntimeCamelException(failure)).category()).isEqualTo("parse_error");
        assertThat(policy.describe(failure).httpStatus()).isEqualTo(200);
    }

    @Test
    void a_job_that_breaks_its_contract_is_described_by_what_is_wrong_with_it() {
        Throwable notJson = catchThrowable(() -> Json.mapper().readTree("{"));
        assertThat(policy.describe(new RuntimeCamelException(notJson)).category()).isEqualTo("validation_error");
        Failure failure = policy.describe(new RuntimeCamelException(new InvalidJobException("camera_id is missing", notJson)));
        assertThat(failure.category()).isEqualTo("validation_error");
        assertThat(failure.error()).isEqualTo("camera_id is missing");
    }

    @Test
    void work_waits_while_the_breaker_is_open_and_makes_the_trial_calls_when_it_is_half_open() {
        assertThat(policy.ready()).isTrue();
        breaker.transitionToOpenState();
        assertThat(policy.ready()).isFalse();
        assertThat(policy.onFailure(new IllegalStateException("in flight"), true)).isEqualTo(Outcome.PAUSE);
        breaker.transitionToHalfOpenState();
        assertThat(policy.ready()).isTrue();
        assertThat(policy.onFailure(new IllegalStateException("a failed trial"), true)).isEqualTo(Outcome.PAUSE);
    }

    @Test
    void a_failure_right_after_a_good_answer_is_the_jobs_own_whatever_the_breaker_says() {
        assertThat(policy.inDoubt()).as("nothing is known yet").isTrue();
        breaker.onSuccess(1, TimeUnit.MILLISECONDS);
        assertThat(policy.inDoubt()).isFalse();
        assertThat(policy.onTrial()).isFalse();
        for (int i = 0; i < 5; i++) {
            breaker.onError(1, TimeUnit.MILLISECONDS, new IOException("reset"));
        }
        assertThat(policy.onFailure(new IOException("reset"), false)).isEqualTo(Outcome.RETRY);
        assertThat(policy.onFailure(CallNotPermittedException.createCallNotPermittedException(breaker), false)).isEqualTo(Outcome.PAUSE);
        assertThat(policy.onFailure(new RuntimeCamelException(new ConnectException("refused")), false)).as("it never got the job").isEqualTo(Outcome.PAUSE);
        assertThat(policy.inDoubt()).isTrue();
        breaker.transitionToHalfOpenState();
        assertThat(policy.onTrial()).isTrue();
        assertThat(policy.inDoubt()).as("the outage may go on").isTrue();
        breaker.onSuccess(1, TimeUnit.MILLISECONDS);
        assertThat(policy.onTrial()).as("one good trial does not close it").isTrue();
        assertThat(policy.inDoubt()).isFalse();
    }

    @Test
    void an_invalid_job_is_dead_lettered_whatever_the_breaker_says() {
        breaker.transitionToOpenState();
        assertThat(policy.onFailure(new InvalidJobException("no"), true)).isEqualTo(Outcome.DEAD_LETTER);
        breaker.transitionToHalfOpenState();
        assertThat(policy.onFailure(new RuntimeCamelException(new InvalidJobException("no")), true)).isEqualTo(Outcome.DEAD_LETTER);
    }
}
