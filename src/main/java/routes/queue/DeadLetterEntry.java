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
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.remote.ErrorCategory;

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

    /** Field of the stream's entries. */
    static final String FIELD = "entry";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterEntry.class);
    // A requeued job must be the one that was sent: 0.10 stays 0.10, and no digit of a long fraction is lost.
    private static final ObjectReader EXACT = Json.mapper().reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    static DeadLetterEntry of(String job, Failure failure, long attempts, Instant firstFailedAt, Instant now, String queue) {
        return new DeadLetterEntry(parse(job), failure.error(), failure.errorType(), failure.category().wireName(),
                attempts, firstFailedAt == null ? now : firstFailedAt, now, queue, failure.httpStatus(), failure.stackTrace());
    }

    /**
     * Reads an entry of the dead-letter stream. One that this component has not written is the job itself, as text: it can be looked at,
     * deleted, and requeued like any other.
     *
     * @param fields  of the entry
     * @param addedAt when it came into the stream
     */
    static DeadLetterEntry read(Map<String, String> fields, Instant addedAt, String queue) {
        String text = fields.get(FIELD);
        try {
            DeadLetterEntry entry = text == null ? null : EXACT.readValue(text, DeadLetterEntry.class);
            if (entry != null && entry.originalJob != null && entry.firstFailedAt != null && entry.lastFailedAt != null && entry.queueName != null) {
                return entry;
            }
        } catch (IOException e) {
            LOG.debug("an entry of dlq:{} was not written by this queue", queue, e);
        }
        String raw = text != null ? text : new TreeMap<>(fields).toString();
        return new DeadLetterEntry(TextNode.valueOf(raw), "not written by this queue", "", ErrorCategory.VALIDATION_ERROR.wireName(), 0, addedAt, addedAt,
                queue, null, null);
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
