package routes.batch;

import java.time.Instant;
import routes.detect.StageTimings;

/**
 * One detection on its way into the batch of its camera: the message that the aggregator of {@code 30-batch.camel.yaml} sees.
 *
 * @param id                primary key of the {@code detections} row
 * @param confidence        0..1
 * @param detectedAt        when the picture was taken
 * @param pipelineStartTime when the watch stage saw the file complete
 * @param timings           how long the stages before took
 */
public record BatchMember(long id, String cameraId, String objectType, double confidence, Instant detectedAt, Instant pipelineStartTime,
                          StageTimings timings) {
}
