package routes.broadcast.socket;

import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.UUID;

/**
 * An accepted connection: body of the {@code OPEN} event of a WebSocket route.
 *
 * @param key       names the connection in the header {@code CamelVertxWebsocket.connectionKey} of all its events
 * @param webSocket safe to use from any thread
 * @param context   the Vert.x context (event loop) on which the connection lives
 */
public record EventSocket(String key, ServerWebSocket webSocket, Context context) {

    EventSocket(ServerWebSocket webSocket, Context context) {
        this(UUID.randomUUID().toString(), webSocket, context);
    }
}
