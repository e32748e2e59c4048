package routes.broadcast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import routes.config.Json;

/** Reads what a client sent. Never throws: what cannot be understood becomes {@link ClientRequest.Invalid}. Thread-safe. */
final class ClientRequestParser {

    private static final int MAX_PATTERNS = 100;
    private static final int MAX_PATTERN_LENGTH = 64;
    private static final ObjectReader READER = Json.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    ClientRequest parse(Object content) {
        if (!(content instanceof String text)) {
            return invalid("invalid_message_format", "Messages must be text frames");
        }
        if (text.strip().equalsIgnoreCase("ping")) {
            return new ClientRequest.Ping();
        }
        try {
            return read(READER.readTree(text));
        } catch (JsonProcessingException e) {
            return invalid("invalid_json", "The message is not valid JSON");
        }
    }

    private static ClientRequest read(JsonNode root) {
        if (!root.isObject()) {
            return invalid("invalid_message_format", "The message must be a JSON object");
        }
        JsonNode type = root.hasNonNull("type") ? root.get("type") : root.path("action");
        if (!type.isTextual()) {
            return invalid("invalid_message_format", "The message has no type");
        }
        JsonNode data = root.path("data").isObject() ? root.get("data") : root;
        return switch (type.textValue().strip().toLowerCase(Locale.ROOT)) {
            case "ping" -> new ClientRequest.Ping();
            case "pong" -> new ClientRequest.Pong();
            case "subscribe" -> patterns(data, true);
            case "unsubscribe" -> patterns(data, false);
            case "resync" -> resync(data);
            case "ack" -> ack(data);
            default -> unknown(type.textValue());
        };
    }

    private static ClientRequest patterns(JsonNode data, boolean subscribe) {
        JsonNode events = data.path("events");
        if (!subscribe && (events.isMissingNode() || events.isNull())) {
            return new ClientRequest.Unsubscribe(null);
        }
        if (!events.isArray() || events.size() > MAX_PATTERNS) {
            return invalidField("events", "must be a list of at most " + MAX_PATTERNS + " patterns");
        }
        List<String> patterns = new ArrayList<>(events.size());
        for (JsonNode event : events) {
            String pattern = event.asText().strip();
            if (!event.isTextual() || pattern.isEmpty() || pattern.length() > MAX_PATTERN_LENGTH) {
                return invalidField("events", "must hold texts of 1 to " + MAX_PATTERN_LENGTH + " characters");
            }
            patterns.add(pattern);
        }
        return subscribe ? new ClientRequest.Subscribe(patterns) : new ClientRequest.Unsubscribe(patterns);
    }

    private static ClientRequest resync(JsonNode data) {
        JsonNode channel = data.path("channel");
        if (!channel.isMissingNode() && !channel.isTextual()) {
            return invalidField("channel", "must be a text");
        }
        JsonNode last = data.path("last_sequence");
        if (!isWhole(last) || last.longValue() < 0) {
            return invalidField("last_sequence", "must be a whole number, 0 or more");
        }
        return new ClientRequest.Resync(channel.asText("events"), last.longValue());
    }

    private static ClientRequest ack(JsonNode data) {
        JsonNode sequence = data.hasNonNull("sequence") ? data.get("sequence") : data.path("seq");
        return isWhole(sequence) && sequence.longValue() > 0
                ? new ClientRequest.Ack(sequence.longValue())
                : invalidField("sequence", "must be a whole number, 1 or more");
    }

    private static boolean isWhole(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong();
    }

    private static ClientRequest unknown(String type) {
        ObjectNode details = Json.mapper().createObjectNode().put("type", type.substring(0, Math.min(64, type.length())));
        List.of("ping", "pong", "subscribe", "unsubscribe", "resync", "ack").forEach(details.putArray("supported")::add);
        return new ClientRequest.Invalid("unknown_message_type", "Unknown message type", details);
    }

    private static ClientRequest invalidField(String field, String rule) {
        return new ClientRequest.Invalid("validation_error", field + " " + rule, Json.mapper().createObjectNode().put("field", field));
    }

    private static ClientRequest invalid(String error, String message) {
        return new ClientRequest.Invalid(error, message, Json.mapper().createObjectNode());
    }
}
