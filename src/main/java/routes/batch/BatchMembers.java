package routes.batch;

import java.util.List;
import routes.detect.ImageDetections;

/** Splits the detections of an image into the messages of the aggregator. Used by route {@code batch}. Stateless. */
public final class BatchMembers {

    public List<BatchMember> of(ImageDetections image) {
        return image.detections().stream()
                .map(d -> new BatchMember(d.id(), image.cameraId(), d.objectType(), d.confidence(), d.detectedAt(), image.pipelineStartTime(),
                        image.timings()))
                .toList();
    }
}
