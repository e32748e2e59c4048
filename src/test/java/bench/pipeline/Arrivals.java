package bench.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import routes.config.Json;

/** When a subscriber heard of each picture, in microseconds of the system's clock. Thread-safe. */
final class Arrivals {

    private final Map<Integer, Long> detections = new ConcurrentHashMap<>();
    private final Map<Long, Integer> pictures = new ConcurrentHashMap<>();
    private final Map<String, Long> events = new ConcurrentHashMap<>();
    private final AtomicInteger heard = new AtomicInteger();

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** A broadcast message as the product words it. */
    void accept(String text) {
        long at = now();
        JsonNode message;
        try {
            message = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
        JsonNode data = message.path("data");
        switch (message.path("type").asText()) {
            case "detection.new" -> {
                int number = data.path("bbox").path("x").asInt() + StubServices.ROW * data.path("bbox").path("y").asInt();
                pictures.put(data.path("detection_id").asLong(), number);
                if (detections.putIfAbsent(number, at) == null) {
                    heard.incrementAndGet();
                }
            }
            case "event" -> events.putIfAbsent(data.path("batch_id").asText(), at);
            default -> { } // of no interest here
        }
    }

    int heard() {
        return heard.get();
    }

    /** Null as long as nothing was heard. */
    Long detection(int picture) {
        return detections.get(picture);
    }

    /** By batch id. */
    Map<String, Long> events() {
        return events;
    }

    /** The picture that caused a fast-path event, null for other batches. */
    Integer pictureOf(String batchId) {
        return batchId.startsWith("fast_path_") ? pictures.get(Long.parseLong(batchId.substring("fast_path_".length()))) : null;
    }

    /** So that a long run does not fill the memory of the driver. */
    void forget() {
        detections.clear();
        pictures.clear();
        events.clear();
        heard.set(0);
    }
}
