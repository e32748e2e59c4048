package routes.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import routes.analyze.Finding;
import routes.analyze.RiskLevel;
import routes.analyze.Verdict;

/**
 * One event as {@code sql/store-event.sql} and {@code sql/store-verdict.sql} take it.
 *
 * @param riskScore      0..100
 * @param alertFloor     0..100, the lowest score of an alert for cameras that have none of their own
 * @param enrichmentData what the services said of each detection, by its id
 * @param findings       what the services said, for a second look; like {@code enrichmentStatus} and {@code timings} null where an update
 *                       leaves it as it is
 * @param timings        milliseconds by stage; {@code stored} counts from the first sight of the picture
 */
public record EventRecord(String batchId, String cameraId, List<Long> detectionIds, int riskScore, RiskLevel riskLevel, String summary,
                          String reasoning, String llmPrompt, Verdict verdict, String analysisStatus, String analysisError, int alertFloor,
                          @JsonProperty("is_fast_path") boolean isFastPath, Object enrichmentStatus, Map<Long, JsonNode> enrichmentData,
                          List<Finding> findings, Timings timings) {

    /** How long each stage took, in milliseconds: why was this alert late? Null where a stage was not measured. */
    public record Timings(Long watched, Long queued, Long detected, Long batched, Long enriched, Long analyzed, Long stored) {
    }
}
