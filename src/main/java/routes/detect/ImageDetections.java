package routes.detect;

import java.time.Instant;
import java.util.List;

/**
 * Message of {@code batch_queue}: the stored detections of one image that no batch has taken yet.
 * Written by {@code sql/store-detections.sql} and {@code sql/repair-detections.sql}, read by route {@code batch} in {@code 30-batch.camel.yaml}.
 *
 * @param imageId           primary key of the {@code images} row
 * @param pipelineStartTime when the watch stage saw the file complete
 * @param timings           null when repaired
 * @param repaired          queued again by route {@code repair}, long after it was stored
 */
public record ImageDetections(String cameraId, long imageId, Instant pipelineStartTime, StageTimings timings, List<Detection> detections,
                              boolean repaired) {

    public ImageDetections {
        if (cameraId == null || pipelineStartTime == null || detections == null) {
            throw new IllegalArgumentException("camera_id, pipeline_start_time and detections are required");
        }
        detections = List.copyOf(detections);
    }
}
