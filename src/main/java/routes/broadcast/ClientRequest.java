package routes.broadcast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a client may say (wire protocol, client to server). */
sealed interface ClientRequest {

    record Ping() implements ClientRequest {
    }

    record Pong() implements ClientRequest {
    }

    record Subscribe(List<String> patterns) implements ClientRequest {
    }

    /** @param patterns null = all */
    record Unsubscribe(List<String> patterns) implements ClientRequest {
    }

    record Resync(String channel, long lastSequence) implements ClientRequest {
    }

    record Ack(long sequence) implements ClientRequest {
    }

    /** Not understood: answered with an error, the connection stays open. */
    record Invalid(String error, String message, ObjectNode details) implements ClientRequest {
    }
}
