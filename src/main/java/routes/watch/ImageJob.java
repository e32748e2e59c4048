package routes.watch;

import java.time.Clock;
import java.time.Instant;

/**
 * Message of {@code detection_queue}: one complete picture that waits for the detector.
 *
 * @param timestamp         when the picture was taken: modification time of the file, in milliseconds
 * @param mediaType         {@code image}
 * @param fileHash          SHA-256 of the content in hex
 * @param pipelineStartTime when the watch stage saw the file complete
 * @param bytes             size of the file
 */
public record ImageJob(String cameraId, String filePath, Instant timestamp, String mediaType, String fileHash, Instant pipelineStartTime, long bytes) {

    static ImageJob of(Inspection image, Clock clock) {
        return new ImageJob(image.file().cameraId(), image.file().filePath(), image.modified(), "image", image.sha256(), clock.instant(), image.bytes());
    }
}
