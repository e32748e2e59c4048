package routes.detect;

import java.time.Instant;

/**
 * One object found in one image, as stored.
 *
 * @param id         primary key of the {@code detections} row
 * @param objectType class name of the detector, for example {@code person}
 * @param confidence 0..1
 * @param detectedAt when the picture was taken (modification time of the file)
 */
public record Detection(long id, String objectType, double confidence, BoundingBox bbox, Instant detectedAt, String filePath) {

    public Detection {
        if (id < 1 || objectType == null || objectType.isBlank() || bbox == null || detectedAt == null) {
            throw new IllegalArgumentException("incomplete detection " + id);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence of detection " + id + " is not within 0..1: " + confidence);
        }
    }
}
