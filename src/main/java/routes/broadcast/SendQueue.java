package routes.broadcast;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one client has still to be sent. A message is written at once while the socket takes it, waits in order while it
 * does not, and when more than the limit wait the client is too slow and is closed with 1013. So a client that never
 * reads costs at most the limit (references to texts shared by all clients) and one socket buffer, and delays nobody.
 * Not thread-safe: confined to the connection's event loop.
 */
final class SendQueue {

    private static final short TOO_SLOW = 1013;

    private final ServerWebSocket webSocket;
    private final int limit;
    private final Counter written;
    private final Deque<String> waiting = new ArrayDeque<>();
    private Runnable whenEmpty = () -> { };

    SendQueue(ServerWebSocket webSocket, int limit, Counter written) {
        this.webSocket = webSocket;
        this.limit = limit;
        this.written = written;
        try {
            webSocket.drainHandler(v -> drain());
        } catch (IllegalStateException closedMeanwhile) {
            // nothing will be sent
            waiting.clear();
        }
    }

    void send(String text) {
        if (webSocket.isClosed()) {
            return;
        }
        if (isReady()) {
            write(text);
        } else if (waiting.size() < limit) {
            waiting.add(text);
        } else {
            waiting.clear();
            webSocket.close(TOO_SLOW, "Too slow");
        }
    }

    /** Whether the next message would be written at once. */
    boolean isReady() {
        return waiting.isEmpty() && isWritable();
    }

    /** Called each time everything that waited has been written. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
    }

    private void drain() {
        while (!waiting.isEmpty() && isWritable()) {
            write(waiting.poll());
        }
        if (isReady()) {
            whenEmpty.run();
        }
    }

    private void write(String text) {
        // a failed write means that the connection is gone, which its close event tells
        webSocket.writeTextMessage(text);
        written.increment();
    }

    private boolean isWritable() {
        try {
            return !webSocket.writeQueueFull();
        } catch (IllegalStateException closedMeanwhile) {
            return false;
        }
    }
}
