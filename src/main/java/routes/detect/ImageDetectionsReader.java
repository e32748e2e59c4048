package routes.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import routes.config.Json;
import routes.remote.InvalidJobException;

/** Reads the messages of {@code batch_queue}. Used by {@code 30-batch.camel.yaml}. Stateless. */
public final class ImageDetectionsReader {

    /** @throws InvalidJobException when it is not what {@link ImageDetections} says */
    public ImageDetections read(String json) {
        try {
            ImageDetections image = Json.mapper().readValue(json, ImageDetections.class);
            if (image == null) {
                throw new InvalidJobException("message of batch_queue refused: empty");
            }
            return image;
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("message of batch_queue refused: " + e.getOriginalMessage(), e);
        }
    }
}
