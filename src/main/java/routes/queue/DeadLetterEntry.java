package routes.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import routes.config.Json;

/**
 * One job that could not be done, as it lies in a dead-letter stream (field {@code entry}).
 *
 * @param originalJob   the job; a text node when it was not JSON
 * @param category      wire name of the error category
 * @param attemptCount  deliveries before it was given up; 0 when the queue had no room for it
 * @param httpStatus    null when no HTTP answer was involved
 */
public record DeadLetterEntry(JsonNode originalJob, String error, String errorType, String category, long attemptCount,
                              Instant firstFailedAt, Instant lastFailedAt, String queueName, Integer httpStatus,
                              String stackTrace) {

    // A requeued job must be the one that was sent: 0.10 stays 0.10, and no digit of a long fraction is lost.
    private static final ObjectReader EXACT = Json.mapper().reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    static DeadLetterEntry of(String job, Failure failure, long attempts, Instant firstFailedAt, Instant now, String queue) {
        return new DeadLetterEntry(parse(job), failure.error(), failure.errorType(), failure.category().wireName(),
                attempts, firstFailedAt == null ? now : firstFailedAt, now, queue, failure.httpStatus(), failure.stackTrace());
    }

    static DeadLetterEntry fromJson(String json) {
        try {
            return EXACT.readValue(json, DeadLetterEntry.class);
        } catch (IOException e) {
            throw new UncheckedIOException("not a dead letter", e);
        }
    }

    String toJson() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The payload as it was sent, apart from insignificant white space. */
    String job() {
        return originalJob.isTextual() ? originalJob.textValue() : originalJob.toString();
    }

    // A job that is a JSON string itself stays text, quotes included, so that job() gives it back unchanged.
    private static JsonNode parse(String job) {
        try {
            JsonNode tree = EXACT.readTree(job);
            return tree != null && tree.isContainerNode() ? tree : TextNode.valueOf(job);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(job);
        }
    }
}
