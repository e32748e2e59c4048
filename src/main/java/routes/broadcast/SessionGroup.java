package routes.broadcast;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The sessions of one channel that live on one event loop. A broadcast costs one task of the loop, not one per client,
 * and the sessions need no locks. Only {@link #offer}, {@link #hasRoom} and {@link #execute} may be called from elsewhere.
 */
final class SessionGroup {

    private static final int CAPACITY = 4_096;
    private static final int RUN = 32;

    private final EventLoop eventLoop;
    private final List<ClientSession> sessions = new ArrayList<>();
    private final Queue<BroadcastMessage> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private long lastSequence;

    SessionGroup(EventLoop eventLoop, long lastSequence) {
        this.eventLoop = eventLoop;
        this.lastSequence = lastSequence;
    }

    void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Whether the loop keeps up; when it does not, the caller holds messages back and reads them later from the database. */
    boolean hasRoom() {
        return waiting.get() < CAPACITY;
    }

    void offer(BroadcastMessage message) {
        waiting.incrementAndGet();
        inbox.add(message);
        if (scheduled.compareAndSet(false, true)) {
            eventLoop.execute(this::drain);
        }
    }

    void add(ClientSession session) {
        sessions.add(session);
        session.open(lastSequence);
    }

    void remove(ClientSession session) {
        sessions.remove(session);
    }

    /** @param whenGone told about each session whose connection is found closed */
    void tick(Consumer<ClientSession> whenGone) {
        sessions.removeIf(session -> {
            boolean gone = !session.tick();
            if (gone) {
                whenGone.accept(session);
            }
            return gone;
        });
    }

    /** Delivers a few messages, then lets the loop serve its connections. */
    private void drain() {
        for (int i = 0; i < RUN; i++) {
            BroadcastMessage message = inbox.poll();
            if (message == null) {
                scheduled.set(false);
                if (!inbox.isEmpty() && scheduled.compareAndSet(false, true)) {
                    eventLoop.execute(this::drain);
                }
                return;
            }
            waiting.decrementAndGet();
            lastSequence = Math.max(lastSequence, message.sequence());
            for (ClientSession session : sessions) {
                session.live(message);
            }
        }
        eventLoop.execute(this::drain);
    }
}
