package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import routes.config.Json;
import routes.detect.BoundingBox;
import routes.queue.FailurePolicy.Outcome;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

class FailureTest {

    private final FailurePolicy policy = new RetryUnlessPermanent();

    @Test
    void finds_the_remote_failure_inside_wrappers() {
        Failure failure = Failure.of(new RuntimeCamelException(
                new RemoteServiceException("detector", ErrorCategory.TIMEOUT, "detector: no answer in 60 s")));
        assertThat(failure.category()).isEqualTo(ErrorCategory.TIMEOUT);
        assertThat(failure.httpStatus()).isNull();
        assertThat(failure.error()).isEqualTo("detector: no answer in 60 s");
        assertThat(failure.errorType()).isEqualTo("RemoteServiceException");
    }

    @Test
    void an_answer_that_is_not_json_says_nothing_about_the_job() {
        Throwable notJson = catchThrowable(() -> Json.mapper().readTree("<html>"));
        RemoteServiceException failure = new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, 200, null, "detector: not JSON", notJson);
        assertThat(Failure.of(new RuntimeCamelException(failure)).category()).isEqualTo(ErrorCategory.PARSE_ERROR);
        assertThat(Failure.of(failure).httpStatus()).isEqualTo(200);
    }

    @Test
    void a_job_that_cannot_be_read_is_invalid_and_not_tried_again() {
        for (String json : new String[] {"{", "{\"x\":\"one\"}", "{\"x\":-1,\"y\":0,\"width\":1,\"height\":1}"}) {
            Throwable unreadable = catchThrowable(() -> Json.mapper().readValue(json, BoundingBox.class));
            assertThat(Failure.of(unreadable).category()).as(json).isEqualTo(ErrorCategory.VALIDATION_ERROR);
            assertThat(policy.onFailure(unreadable)).isEqualTo(Outcome.DEAD_LETTER);
        }
    }

    @Test
    void anything_else_is_unexpected_and_tried_again() {
        assertThat(Failure.of(new NullPointerException()).category()).isEqualTo(ErrorCategory.UNEXPECTED);
        assertThat(Failure.of(new NullPointerException()).error()).isEqualTo("java.lang.NullPointerException");
        assertThat(policy.onFailure(new NullPointerException())).isEqualTo(Outcome.RETRY);
    }

    @Test
    void keeps_texts_in_bounds_and_free_of_control_characters() {
        Failure failure = Failure.of(new IllegalStateException("a\r\n\u001b[31m" + "b".repeat(5_000)));
        assertThat(failure.error()).hasSize(1_000).startsWith("a [31mb");
        assertThat(failure.stackTrace()).hasSizeLessThanOrEqualTo(4_000);
    }
}
