package routes.broadcast.socket;

import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;

/**
 * Events of one connection on their way into the Camel route: one after the other, in the order of arrival, on a worker
 * thread. When {@value #CAPACITY} wait, or {@value #PER_SECOND} were taken within a second, the socket is paused: a client
 * that sends faster is slowed down by TCP, costs no memory, and takes no time from the others. Offered from the event
 * loop, drained by the workers.
 */
final class EventMailbox {

    private static final int CAPACITY = 64;
    private static final int PER_SECOND = 2_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int RUN = 16;

    private final VertxWebsocketConsumer consumer;
    private final EventSocket socket;
    private final Executor workers;
    private final Queue<Event> events = new ArrayDeque<>();
    private boolean scheduled;
    private boolean paused;
    private boolean throttled;
    private boolean ended;
    private long secondBegan = System.nanoTime();
    private int takenInSecond;

    EventMailbox(VertxWebsocketConsumer consumer, EventSocket socket, Executor workers) {
        this.consumer = consumer;
        this.socket = socket;
        this.workers = workers;
    }

    void opened() {
        offer(new Event(VertxWebsocketEvent.OPEN, socket));
    }

    void message(Object content) {
        offer(new Event(VertxWebsocketEvent.MESSAGE, content));
    }

    void closed() {
        offer(new Event(VertxWebsocketEvent.CLOSE, null));
    }

    private synchronized void offer(Event event) {
        if (ended) {
            return;
        }
        ended = event.type() == VertxWebsocketEvent.CLOSE;
        events.add(event);
        throttle();
        if (!paused && (throttled || events.size() >= CAPACITY)) {
            paused = true;
            socket.webSocket().pause();
        }
        if (!scheduled) {
            scheduled = true;
            schedule();
        }
    }

    private void schedule() {
        try {
            workers.execute(this::drain);
        } catch (RejectedExecutionException stopped) {
            // the component is stopped, and the server with it: nobody is left to handle these
            events.clear();
        }
    }

    /** Handles a few events, then lets other connections have the thread. */
    private void drain() {
        for (int i = 0; i < RUN; i++) {
            Event event = next();
            if (event == null) {
                return;
            }
            process(event);
        }
        synchronized (this) {
            schedule();
        }
    }

    private synchronized Event next() {
        Event event = events.poll();
        scheduled = event != null;
        resume();
        return event;
    }

    private void throttle() {
        long now = System.nanoTime();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            takenInSecond = 0;
        }
        if (++takenInSecond >= PER_SECOND && !throttled) {
            throttled = true;
            long restMillis = (secondBegan + SECOND_NANOS - now) / 1_000_000 + 1;
            socket.context().owner().setTimer(restMillis, timer -> endThrottle());
        }
    }

    private synchronized void endThrottle() {
        throttled = false;
        resume();
    }

    private void resume() {
        if (paused && !throttled && events.size() <= CAPACITY / 4) {
            paused = false;
            ServerWebSocket webSocket = socket.webSocket();
            socket.context().runOnContext(v -> webSocket.resume());
        }
    }

    private void process(Event event) {
        if (!consumer.isRunAllowed()) {
            // the route is stopped, its connections are being closed
            return;
        }
        Exchange exchange = consumer.createExchange(false);
        try {
            // these three are all the headers: what the client sent beside the message stays outside
            exchange.getMessage().setHeader(VertxWebsocketConstants.EVENT, event.type());
            exchange.getMessage().setHeader(VertxWebsocketConstants.CONNECTION_KEY, socket.key());
            exchange.getMessage().setHeader(VertxWebsocketConstants.REMOTE_ADDRESS, socket.webSocket().remoteAddress());
            exchange.getMessage().setBody(event.content());
            consumer.createUoW(exchange);
            try {
                consumer.getProcessor().process(exchange);
            } finally {
                consumer.doneUoW(exchange);
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null && consumer.isRunAllowed()) {
            consumer.getExceptionHandler().handleException("WebSocket " + event.type() + " event failed, the connection is closed",
                    exchange, exchange.getException());
            EventSocketMount.closeInternalError(socket.webSocket());
        }
        consumer.releaseExchange(exchange, false);
    }

    private record Event(VertxWebsocketEvent type, Object content) {
    }
}
