package routes.detect;

import java.time.Instant;
import java.util.List;

/**
 * One image with what the detector found, the parameter of {@code sql/store-detections.sql}.
 *
 * @param seenAt      when the watch stage saw the file complete
 * @param inferenceMs as told by the detector, null when it does not say
 * @param detections  empty = the detector looked and saw nothing, which is not a failure
 */
public record DetectedImage(String cameraId, String cameraName, String folderPath, String filePath, String fileHash, String mediaType,
                            Integer width, Integer height, Long bytes, Instant capturedAt, Instant seenAt, Double inferenceMs,
                            Instant pipelineStartTime, StageTimings timings, List<Found> detections) {

    /** @param confidence 0..1 */
    public record Found(String objectType, double confidence, BoundingBox bbox) {
    }
}
