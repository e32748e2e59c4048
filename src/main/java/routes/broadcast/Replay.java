package routes.broadcast;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one client what it missed: pages from the database, in order, each page only when the client has taken the one
 * before. Live messages are left out meanwhile; the replay reads on until it has reached the newest of them, and then,
 * within one turn of the event loop, hands over to live delivery: no gap and no duplicate, and one page of memory however
 * long the client was away. What was sent after the client asked is delivered as an ordinary message, without
 * {@code replay}. Confined to the connection's event loop.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int PAGE = 200;
    private static final short INTERNAL = 1011;

    /** Reads the archive on a worker thread and answers on the connection's event loop. */
    interface Source {
        Future<OutboxArchive.Span> span(long after, long until);

        Future<List<BroadcastMessage>> page(long after, long until, int limit);
    }

    private final ClientSession session;
    private final SendQueue queue;
    private final Source source;
    private final Queue<BroadcastMessage> page = new ArrayDeque<>();
    private boolean running;
    private boolean reading;
    private long missedUntil;
    private long sentUntil;

    Replay(ClientSession session, SendQueue queue, Source source) {
        this.session = session;
        this.queue = queue;
        this.source = source;
        queue.whenEmpty(this::advance);
    }

    boolean isRunning() {
        return running;
    }

    void start(long lastSequence) {
        running = true;
        reading = true;
        missedUntil = session.lastSequence();
        sentUntil = lastSequence;
        source.span(lastSequence, missedUntil).onFailure(this::fail).onSuccess(span -> {
            long missed = span.countByType().entrySet().stream()
                    .filter(type -> type.getKey() != null && session.wants(type.getKey())).mapToLong(type -> type.getValue()).sum();
            queue.send(Replies.resyncAck("events", lastSequence, missed, span.complete()));
            reading = false;
            advance();
        });
    }

    private void advance() {
        if (!running || reading) {
            return;
        }
        while (!page.isEmpty() && queue.isReady()) {
            BroadcastMessage message = page.poll();
            sentUntil = message.sequence();
            session.deliver(message, sentUntil <= missedUntil ? message.replayed() : message.json());
        }
        if (page.isEmpty() && queue.isReady()) {
            readOn();
        }
    }

    private void readOn() {
        long until = session.lastSequence();
        if (sentUntil >= until) {
            running = false;
            return;
        }
        reading = true;
        source.page(sentUntil, until, PAGE).onFailure(this::fail).onSuccess(messages -> {
            page.addAll(messages);
            if (messages.isEmpty()) {
                sentUntil = until;
            }
            reading = false;
            advance();
        });
    }

    private void fail(Throwable cause) {
        LOG.warn("Replay for client {} failed, its connection is closed so that it can come back: {}",
                session.connectionId(), cause.toString());
        session.close(INTERNAL, "Replay failed");
    }
}
