package routes.watch;

import java.time.Instant;

/**
 * The record of a picture that is not analysed, as {@code direct:reject-image} takes it.
 *
 * @param fileHash   empty when the content was not read
 * @param width      pixels, null when unknown
 * @param height     pixels, null when unknown
 * @param capturedAt modification time of the file, in milliseconds
 * @param reason     {@link RejectReason#wireName()}
 * @param detail     null when the reason says all
 */
public record Rejection(String cameraId, String cameraName, String folderPath, String filePath, String fileHash, Integer width, Integer height,
                        long bytes, Instant capturedAt, String reason, String detail) {

    static Rejection of(Inspection image, String detail) {
        CameraFile file = image.file();
        return new Rejection(file.cameraId(), file.folder(), file.folderPath().toString(), file.filePath(), image.sha256(),
                image.width() == 0 ? null : Integer.valueOf(image.width()), image.height() == 0 ? null : Integer.valueOf(image.height()),
                image.bytes(), image.modified(), image.reason().wireName(), detail);
    }
}
