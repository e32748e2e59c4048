package routes.detect;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.regex.Pattern;
import routes.remote.InvalidJobException;
import routes.remote.RemoteWork;

/**
 * Message of {@code detection_queue}: one complete picture that waits for the detector.
 *
 * @param cameraId          {@code ^[a-z0-9_]{1,64}$}
 * @param filePath          absolute path of the picture
 * @param timestamp         when the picture was taken: modification time of the file, in milliseconds
 * @param mediaType         {@code image}
 * @param fileHash          SHA-256 of the content in hex
 * @param pipelineStartTime when the watch stage saw the file complete
 * @param bytes             size of the file; null when the producer of the job did not say
 * @param imageKey          where {@link ImageTransport} has put the content in Redis; null when it did not travel
 */
public record DetectionJob(String cameraId, String filePath, Instant timestamp, String mediaType, String fileHash,
                           Instant pipelineStartTime, Long bytes, @JsonInclude(JsonInclude.Include.NON_NULL) String imageKey) implements RemoteWork {

    private static final Pattern CAMERA_ID = Pattern.compile("[a-z0-9_]{1,64}");
    /** Nothing else in Redis can be read, or removed, by way of a job. */
    private static final Pattern IMAGE_KEY = Pattern.compile("image:[a-z0-9_]{1,64}:[0-9a-f]{64}:[0-9a-f]{8}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public DetectionJob {
        require(cameraId != null && CAMERA_ID.matcher(cameraId).matches(), "camera_id must match [a-z0-9_]{1,64}");
        require(filePath != null && filePath.startsWith("/") && filePath.indexOf('\0') < 0, "file_path must be absolute");
        require(timestamp != null, "timestamp is missing");
        require("image".equals(mediaType), "media_type must be image");
        require(fileHash != null && SHA_256.matcher(fileHash).matches(), "file_hash must be a SHA-256 in hex");
        require(imageKey == null || IMAGE_KEY.matcher(imageKey).matches(), "image_key must be that of an image");
        pipelineStartTime = pipelineStartTime == null ? timestamp : pipelineStartTime;
    }

    @Override
    public String label() {
        return "image %s of camera %s".formatted(filePath.replaceAll("\\p{Cntrl}", "?"), cameraId);
    }

    /** Redis key, without the prefix of all keys, under which the watch stage remembers a content of a camera; holds the path of its picture. */
    public static String dedupeKey(String cameraId, String fileHash) {
        return "dedupe:" + cameraId + ":" + fileHash;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidJobException("detection job refused: " + message);
        }
    }
}
