package routes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import routes.config.Json;

/**
 * A few old rows, as {@code sql/api/retention-batch.sql} finds them for the route {@code retention} of {@code 85-housekeeping.camel.yaml}.
 *
 * @param events     ids
 * @param detections how many go with the images
 */
public record RetentionBatch(List<Long> events, List<Image> images, long detections) {

    /**
     * @param filePath   absolute
     * @param fileHash   SHA-256 in hex; empty when the file was never read
     * @param capturedAt modification time of the file then
     */
    record Image(long id, String filePath, String fileHash, Instant capturedAt) {
    }

    public static RetentionBatch parse(String json) {
        try {
            return Json.mapper().readValue(json, RetentionBatch.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("retention-batch.sql does not return a batch", e);
        }
    }

    boolean isEmpty() {
        return events.isEmpty() && images.isEmpty();
    }
}
