package routes.broadcast.socket;

import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.broadcast.gate.ApiHttpServer;

/** One WebSocket path on the router: upgrades requests and owns the connections made there until they close. */
final class EventSocketMount {

    private static final Logger LOG = LoggerFactory.getLogger(EventSocketMount.class);
    private static final short RESTART = 1012;
    private static final short INTERNAL = 1011;
    private static final short CUT = 1006;
    private static final String VERSION = "13";

    private final VertxWebsocketConsumer consumer;
    private final ApiHttpServer server;
    private final Executor workers;
    private final Route route;
    private final Set<EventSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EventSocketMount(VertxWebsocketConsumer consumer, ApiHttpServer server, Executor workers) {
        this.consumer = consumer;
        this.server = server;
        this.workers = workers;
        String path = consumer.getEndpoint().getConfiguration().getWebsocketURI().getPath();
        this.route = server.router().route(path).handler(this::upgrade);
        LOG.info("WebSocket path {} open", path);
    }

    /** Refuses new connections and closes the existing ones with 1012; clients come back to the next instance or start. */
    void close() {
        closed = true;
        route.remove();
        sockets.forEach(socket -> socket.webSocket().close(RESTART, "Service restart"));
    }

    private void upgrade(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        // RFC 6455, 4.2.1 and 4.4; what Vert.x finds wrong with an upgrade itself it answers without a body
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade")) || !VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
            routing.response().putHeader("Upgrade", "websocket").putHeader("Sec-WebSocket-Version", VERSION);
            routing.fail(426);
            return;
        }
        if (request.method() != HttpMethod.GET) {
            routing.response().putHeader("Allow", "GET");
            routing.fail(405);
            return;
        }
        if (request.getHeader("Sec-WebSocket-Key") == null || !asksForUpgrade(request.getHeader("Connection"))) {
            routing.fail(400);
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        request.toWebSocket()
                .onSuccess(webSocket -> {
                    server.leaveToWebSocket(request.connection());
                    ProtocolFaults.guard(request.connection(), server.maxWebSocketMessage());
                    opened(context, webSocket);
                })
                .onFailure(cause -> LOG.debug("WebSocket upgrade of {} failed, the client has its answer: {}",
                        request.remoteAddress(), cause.toString()));
    }

    private void opened(Context context, ServerWebSocket webSocket) {
        EventSocket socket = new EventSocket(webSocket, context);
        boolean connectionEvents = consumer.getEndpoint().getConfiguration().isFireWebSocketConnectionEvents();
        EventMailbox mailbox = new EventMailbox(consumer, socket, workers);
        sockets.add(socket);
        webSocket.textMessageHandler(mailbox::message);
        webSocket.binaryMessageHandler(message -> mailbox.message(message.getBytes()));
        webSocket.exceptionHandler(fault ->
                LOG.debug("WebSocket of {} failed and is closed: {}", webSocket.remoteAddress(), fault.toString()));
        if (connectionEvents) {
            mailbox.opened();
            // the close frame, in its place behind what the client sent before
            webSocket.endHandler(end -> mailbox.closed());
        }
        webSocket.closeHandler(gone -> {
            sockets.remove(socket);
            if (connectionEvents && !hasClosingFrame(webSocket)) {
                mailbox.closed();
            }
        });
        if (closed) {
            webSocket.close(RESTART, "Service restart");
        }
    }

    private static boolean asksForUpgrade(String connection) {
        return connection != null && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    private static boolean hasClosingFrame(ServerWebSocket webSocket) {
        Short code = webSocket.closeStatusCode();
        return code != null && code != CUT;
    }

    static void closeInternalError(ServerWebSocket webSocket) {
        if (!webSocket.isClosed()) {
            webSocket.close(INTERNAL, "Internal error");
        }
    }
}
