package routes.broadcast;

import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The conversation with one connected client (wire protocol, WebSocket). Everything here runs on the connection's event
 * loop and never blocks; what has to be read from the database goes through {@link Replay}.
 */
final class ClientSession {

    private static final short IDLE = 1000;

    private final String key;
    private final String connectionId;
    private final String channel;
    private final ServerWebSocket webSocket;
    private final SessionSettings settings;
    private final Clock clock;
    private final SendQueue queue;
    private final Replay replay;
    private final Subscription subscription = new Subscription();
    private final Acknowledgements acknowledgements;
    private long lastSequence;
    private long heardAt;
    private long pingedAt;

    ClientSession(String key, String channel, ServerWebSocket webSocket, SessionSettings settings, Clock clock,
                  SendQueue queue, Replay.Source source) {
        this.key = key;
        this.connectionId = "ws-" + channel + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.channel = channel;
        this.webSocket = webSocket;
        this.settings = settings;
        this.clock = clock;
        this.queue = queue;
        this.replay = new Replay(this, queue, source);
        this.acknowledgements = new Acknowledgements(settings.ackTimeout());
    }

    /** @param sequence everything after it will be delivered to this client */
    void open(long sequence) {
        lastSequence = sequence;
        heardAt = clock.millis();
        pingedAt = heardAt;
        queue.send(Replies.connected(connectionId, sequence));
    }

    /** A message as it comes; while missed ones are being replayed it is left to the replay, which gets there in order. */
    void live(BroadcastMessage message) {
        if (message.sequence() > 0) {
            lastSequence = message.sequence();
        }
        if (!replay.isRunning() || message.sequence() == 0) {
            deliver(message, message.json());
        }
    }

    void deliver(BroadcastMessage message, String text) {
        if (wants(message.type())) {
            queue.send(text);
            acknowledgements.sent(message, clock.millis());
        }
    }

    void handle(ClientRequest request) {
        heardAt = clock.millis();
        if (request instanceof ClientRequest.Ping) {
            queue.send(Replies.PONG);
        } else if (request instanceof ClientRequest.Subscribe subscribe) {
            answer(subscription.subscribe(subscribe.patterns()), "subscribed");
        } else if (request instanceof ClientRequest.Unsubscribe unsubscribe) {
            answer(subscription.unsubscribe(unsubscribe.patterns()), "unsubscribed");
        } else if (request instanceof ClientRequest.Ack ack) {
            acknowledgements.acknowledged(ack.sequence());
        } else if (request instanceof ClientRequest.Resync resync) {
            resync(resync);
        } else if (request instanceof ClientRequest.Invalid invalid) {
            queue.send(Replies.error(invalid.error(), invalid.message(), invalid.details()));
        }
    }

    /** Called about once a second. @return false when the connection is gone */
    boolean tick() {
        long now = clock.millis();
        if (webSocket.isClosed()) {
            return false;
        }
        if (now - heardAt >= settings.idleTimeout().toMillis()) {
            webSocket.close(IDLE, "Idle timeout");
            return false;
        }
        if (now - pingedAt >= settings.pingInterval().toMillis()) {
            pingedAt = now;
            queue.send(Replies.ping(lastSequence));
        }
        acknowledgements.due(now).stream().filter(message -> wants(message.type())).forEach(message -> queue.send(message.redelivered()));
        return true;
    }

    void close(short code, String reason) {
        if (!webSocket.isClosed()) {
            webSocket.close(code, reason);
        }
    }

    boolean wants(String type) {
        return subscription.accepts(type);
    }

    /** The newest broadcast offered to this client, delivered or left to the replay. */
    long lastSequence() {
        return lastSequence;
    }

    /** The socket's key. */
    String key() {
        return key;
    }

    String connectionId() {
        return connectionId;
    }

    private void resync(ClientRequest.Resync resync) {
        if (!channel.equals("events") || !resync.channel().equals("events")) {
            queue.send(Replies.error("validation_error", "Only the channel events can be resynchronised, on /ws/events"));
        } else if (replay.isRunning()) {
            queue.send(Replies.error("validation_error", "A resync is still running"));
        } else {
            replay.start(resync.lastSequence());
        }
    }

    private void answer(boolean accepted, String action) {
        queue.send(accepted
                ? Replies.action(action, subscription.patterns())
                : Replies.error("validation_error", "More than " + Subscription.MAX_PATTERNS + " patterns"));
    }
}
