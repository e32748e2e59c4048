package routes.broadcast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import routes.config.Json;

/** What the server says to a single client. */
final class Replies {

    static final String PONG = "{\"type\":\"pong\"}";

    private Replies() {
    }

    static String connected(String connectionId, long lastSequence) {
        return object().put("type", "connected").put("connection_id", connectionId).put("last_sequence", lastSequence).toString();
    }

    static String ping(long lastSequence) {
        return object().put("type", "ping").put("lastSeq", lastSequence).toString();
    }

    static String action(String action, Collection<String> patterns) {
        ObjectNode reply = object().put("action", action);
        patterns.forEach(reply.putArray("events")::add);
        return reply.toString();
    }

    static String resyncAck(String channel, long lastSequence, long replayed, boolean complete) {
        return object().put("type", "resync_ack").put("channel", channel).put("last_sequence", lastSequence)
                .put("replayed", replayed).put("complete", complete).toString();
    }

    static String error(String error, String message, ObjectNode details) {
        return object().put("type", "error").put("error", error).put("message", message)
                .<ObjectNode>set("details", details).toString();
    }

    static String error(String error, String message) {
        return error(error, message, object());
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }
}
