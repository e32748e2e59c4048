package routes.detect;

import java.time.Instant;

/**
 * One image that will never be detected, the parameter of {@code sql/reject-image.sql}.
 *
 * @param fileHash empty when the content was never read
 * @param reason   one snake_case word
 * @param detail   what was wrong, for people; null when the reason says it all
 */
public record RejectedImage(String cameraId, String cameraName, String folderPath, String filePath, String fileHash, Integer width,
                            Integer height, Long bytes, Instant capturedAt, String reason, String detail) {
}
