package routes.detect;

import java.time.Instant;

/**
 * One image that will never be detected, the parameter of {@code sql/reject-image.sql}.
 *
 * @param fileHash empty when the content was never read
 * @param width    pixels, null when unknown; so height and bytes
 * @param capturedAt modification time of the file, in milliseconds
 * @param reason   one snake_case word: of {@code routes.watch.RejectReason}, or {@code refused_by_detector}, {@code file_missing}, {@code given_up}
 * @param detail   what was wrong, for people; null when the reason says it all
 */
public record RejectedImage(String cameraId, String cameraName, String folderPath, String filePath, String fileHash, Integer width,
                            Integer height, Long bytes, Instant capturedAt, String reason, String detail) {
}
