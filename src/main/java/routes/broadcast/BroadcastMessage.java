package routes.broadcast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import routes.config.Json;

/**
 * A message for clients: its JSON text, serialised once and shared by all of them, and the fields that decide about its
 * delivery.
 *
 * @param sequence    place in the one order of all broadcasts, 0 for a message that is not part of it
 * @param requiresAck whether it is sent again to a client that does not acknowledge it
 */
record BroadcastMessage(long sequence, String type, boolean requiresAck, String json) {

    /** @throws IOException when the text is not a JSON object with a type */
    static BroadcastMessage parse(String json) throws IOException {
        long sequence = 0;
        String type = null;
        boolean requiresAck = false;
        String text = json.strip();
        try (JsonParser parser = Json.mapper().createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("A broadcast message must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("sequence") && value == JsonToken.VALUE_NUMBER_INT) {
                    sequence = parser.getLongValue();
                } else if (field.equals("type") && value == JsonToken.VALUE_STRING) {
                    type = parser.getText();
                } else if (field.equals("requires_ack")) {
                    requiresAck = value == JsonToken.VALUE_TRUE;
                }
                parser.skipChildren();
            }
        }
        if (type == null) {
            throw new IOException("A broadcast message must have a type");
        }
        return new BroadcastMessage(sequence, type, requiresAck, text);
    }

    /** The text as a client gets it that asked for what it missed. */
    String replayed() {
        return marked("replay");
    }

    /** The text as a client gets it that did not acknowledge in time. */
    String redelivered() {
        return marked("redelivery");
    }

    private String marked(String flag) {
        return "{\"" + flag + "\":true," + json.substring(1);
    }
}
