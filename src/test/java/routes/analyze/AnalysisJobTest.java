package routes.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Json;
import routes.remote.ErrorCategory;
import routes.remote.InvalidJobException;

class AnalysisJobTest {

    private static final String JOB = "{\"batch_id\":\"batch-0123456789abcdef\",\"camera_id\":\"front_door\",\"detection_ids\":[1,2],"
            + "\"started_at\":\"2026-01-09T12:00:00.000Z\",\"closed_at\":\"2026-01-09T12:01:30.000Z\",\"close_reason\":\"max_size\","
            + "\"is_fast_path\":false,\"pipeline_start_time\":\"2026-01-09T12:00:00.123Z\",\"timings\":null}";

    @Test
    void is_written_exactly_as_it_was_read() throws Exception {
        AnalysisJob job = AnalysisJob.parse(JOB);
        assertThat(job.closeReason()).isEqualTo(CloseReason.MAX_SIZE);
        assertThat(job.detectionIds()).containsExactly(1L, 2L);
        assertThat(Json.mapper().writeValueAsString(job)).isEqualTo(JOB);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "front_door; Front Door; camera_id must be",
        "front_door; ../etc; camera_id must be",
        "batch-0123456789abcdef; a b; batch_id must be",
        "[1,2]; []; detection_ids must hold at least one id",
        "[1,2]; null; detection_ids must hold at least one id",
        "[1,2]; [1,null]; detection_ids must be positive",
        "[1,2]; [0]; detection_ids must be positive",
        "\"2026-01-09T12:00:00.000Z\"; null; started_at is missing",
        "\"2026-01-09T12:01:30.000Z\"; null; closed_at is missing",
        "\"2026-01-09T12:00:00.000Z\"; \"yesterday\"; $.started_at",
        "max_size; lunch; $.close_reason",
        "\"max_size\"; null; close_reason is missing",
        "max_size; fast_path; is_fast_path must agree"
    })
    void says_which_field_is_wrong(String original, String replacement, String message) {
        assertThatThrownBy(() -> AnalysisJob.parse(JOB.replace(original, replacement)))
                .isInstanceOf(InvalidJobException.class).hasMessageContaining(message)
                .satisfies(e -> assertThat(((InvalidJobException) e).category()).isEqualTo(ErrorCategory.VALIDATION_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "not json", "{\"detection_ids\":\"x\"}"})
    void refuses_what_is_no_job(String json) {
        assertThatThrownBy(() -> AnalysisJob.parse(json)).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> AnalysisJob.parse(null)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void keeps_each_detection_once_and_in_order() {
        assertThat(AnalysisJob.parse(JOB.replace("[1,2]", "[9,2,9,1]")).detectionIds()).containsExactly(9L, 2L, 1L);
    }

    @Test
    void refuses_more_detections_than_any_batch_can_hold() {
        List<Long> ids = LongStream.rangeClosed(1, 10_001).boxed().collect(Collectors.toList());
        assertThatThrownBy(() -> new AnalysisJob("batch-1", "front_door", ids, Instant.EPOCH, Instant.EPOCH, CloseReason.IDLE, false, null, null))
                .isInstanceOf(InvalidJobException.class).hasMessageContaining("at most 10000");
    }

    @Test
    void message_of_a_bad_field_holds_no_control_characters() {
        assertThatThrownBy(() -> AnalysisJob.parse(JOB.replace("front_door", "a\\n\\u001b[31mFAKE LOG LINE")))
                .hasMessageNotContainingAny("\n", "\u001b");
    }
}
