package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import routes.queue.FailurePolicy.Outcome;

class FailureTest {

    /** What a job may be. */
    private record Box(int x, int width) {

        private Box {
            if (width < 1) {
                throw new IllegalArgumentException("a box has a width");
            }
        }
    }

    private final FailurePolicy policy = new RetryUnlessPermanent();

    @Test
    void a_job_that_cannot_be_read_is_invalid_and_not_tried_again() {
        for (String json : new String[] {"{", "{\"x\":\"one\"}", "{\"x\":1,\"width\":0}"}) {
            Throwable unreadable = catchThrowable(() -> new ObjectMapper().readValue(json, Box.class));
            assertThat(Failure.of(unreadable).category()).as(json).isEqualTo("validation_error");
            assertThat(policy.onFailure(unreadable, false)).isEqualTo(Outcome.DEAD_LETTER);
        }
    }

    @Test
    void anything_else_is_unexpected_and_tried_again() {
        assertThat(Failure.of(new NullPointerException()).category()).isEqualTo("unexpected");
        assertThat(Failure.of(new NullPointerException()).error()).isEqualTo("java.lang.NullPointerException");
        assertThat(policy.onFailure(new NullPointerException(), false)).isEqualTo(Outcome.RETRY);
    }

    @Test
    void keeps_texts_in_bounds_and_free_of_control_characters() {
        Failure failure = Failure.of(new IllegalStateException("a\r\n\u001b[31m" + "b".repeat(5_000)));
        assertThat(failure.error()).hasSize(1_000).startsWith("a [31mb");
        assertThat(failure.stackTrace()).hasSizeLessThanOrEqualTo(4_000);
    }
}
