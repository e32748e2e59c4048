package routes.queue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job that could not be done, as it lies in a dead-letter stream (field {@code entry}).
 *
 * @param originalJob   the job; a text node when it was not JSON
 * @param category      as the failure policy says
 * @param attemptCount  deliveries before it was given up; 0 when the queue had no room for it
 * @param httpStatus    null when no HTTP answer was involved
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeadLetterEntry(JsonNode originalJob, String error, String errorType, String category, long attemptCount,
                              @JsonSerialize(using = Milliseconds.class) Instant firstFailedAt,
                              @JsonSerialize(using = Milliseconds.class) Instant lastFailedAt, String queueName, Integer httpStatus,
                              String stackTrace) {

    /** Field of the stream's entries. */
    static final String FIELD = "entry";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterEntry.class);
    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    // A requeued job must be the one that was sent: 0.10 stays 0.10, and no digit of a long fraction is lost.
    private static final ObjectReader EXACT = JSON.reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    /** Three digits, whatever the time is. */
    static final class Milliseconds extends StdScalarSerializer<Instant> {

        private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

        Milliseconds() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(FORMAT.format(value));
        }
    }

    static DeadLetterEntry of(String job, Failure failure, long attempts, Instant firstFailedAt, Instant now, String queue) {
        return new DeadLetterEntry(parse(job), failure.error(), failure.errorType(), failure.category(),
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
        return new DeadLetterEntry(TextNode.valueOf(raw), "not written by this queue", "", Failure.VALIDATION_ERROR, 0, addedAt, addedAt,
                queue, null, null);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
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
