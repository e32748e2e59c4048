package routes.analyze;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import routes.detect.StageTimings;
import routes.remote.InvalidJobException;

/**
 * One closed batch that waits for its verdict: the message in the stream {@code analysis_queue}. Written by the batch
 * routes, read by the enrich route.
 *
 * @param batchId           {@code batch-} + 16 hex, or {@code fast_path_} + detection id; the key that makes the event unique
 * @param cameraId          {@code [a-z0-9_]}, 1 to 64 characters
 * @param detectionIds      1 to {@value #MAX_DETECTIONS} ids, each once, in the order they were found
 * @param startedAt         time of the first detection
 * @param closedAt          when the batch was closed
 * @param isFastPath        a single confident detection that overtakes batches
 * @param pipelineStartTime when the first picture was noticed; null when the producer does not measure it
 * @param timings           how long the first picture took to get here; null when the producer does not measure it
 */
public record AnalysisJob(String batchId, String cameraId, List<Long> detectionIds, Instant startedAt, Instant closedAt,
                          CloseReason closeReason, @JsonProperty("is_fast_path") boolean isFastPath,
                          Instant pipelineStartTime, StageTimings timings) {

    /** A batch holds far fewer; more is a damaged message that would only hurt the database. */
    static final int MAX_DETECTIONS = 10_000;

    private static final Pattern BATCH_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern CAMERA_ID = Pattern.compile("[a-z0-9_]{1,64}");

    /** @throws InvalidJobException when a field breaks its contract; the message names the field */
    public AnalysisJob {
        require(batchId != null && BATCH_ID.matcher(batchId).matches(),
                "batch_id must be 1 to 64 of [A-Za-z0-9_-]", batchId);
        require(cameraId != null && CAMERA_ID.matcher(cameraId).matches(),
                "camera_id must be 1 to 64 of [a-z0-9_]", cameraId);
        require(detectionIds != null && !detectionIds.isEmpty(), "detection_ids must hold at least one id", detectionIds);
        require(detectionIds.size() <= MAX_DETECTIONS,
                "detection_ids must hold at most " + MAX_DETECTIONS + " ids", detectionIds.size());
        require(detectionIds.stream().allMatch(id -> id != null && id > 0),
                "detection_ids must be positive numbers", detectionIds);
        require(startedAt != null, "started_at is missing", null);
        require(closedAt != null, "closed_at is missing", null);
        require(closeReason != null, "close_reason is missing", null);
        require(isFastPath == (closeReason == CloseReason.FAST_PATH),
                "is_fast_path must agree with close_reason " + closeReason, isFastPath);
        detectionIds = List.copyOf(new LinkedHashSet<>(detectionIds));
    }

    /**
     * Reads the {@code job} field of a stream entry.
     *
     * @throws InvalidJobException when it is not JSON or breaks the contract
     */
    public static AnalysisJob parse(String json) {
        return JsonInput.read(json, AnalysisJob.class, "analysis job");
    }

    private static void require(boolean condition, String rule, Object value) {
        if (!condition) {
            throw new InvalidJobException(
                    value == null ? rule : rule + ", not '" + OutsideText.line(String.valueOf(value), 80) + "'");
        }
    }
}
