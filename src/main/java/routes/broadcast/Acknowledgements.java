package routes.broadcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that one client has to acknowledge and has not yet. They are sent again after the time-out, at most
 * {@value #MAX_REDELIVERIES} times, but only to a client that has ever acknowledged something: others do not speak this
 * part of the protocol. At most {@value #MAX_PENDING} are remembered. Not thread-safe: confined to the connection's event loop.
 */
final class Acknowledgements {

    private static final int MAX_REDELIVERIES = 3;
    private static final int MAX_PENDING = 256;

    private final long timeoutMillis;
    private final Map<Long, Pending> pending = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Pending> eldest) {
            return size() > MAX_PENDING;
        }
    };
    private boolean spoken;

    Acknowledgements(Duration timeout) {
        this.timeoutMillis = timeout.toMillis();
    }

    void sent(BroadcastMessage message, long now) {
        if (message.requiresAck()) {
            pending.put(message.sequence(), new Pending(message, now + timeoutMillis, 0));
        }
    }

    void acknowledged(long sequence) {
        spoken = true;
        pending.remove(sequence);
    }

    /** What is to be sent again now; each call counts as one redelivery of what it returns. */
    List<BroadcastMessage> due(long now) {
        if (!spoken || pending.isEmpty()) {
            return List.of();
        }
        List<BroadcastMessage> due = new ArrayList<>();
        pending.entrySet().removeIf(entry -> {
            Pending waiting = entry.getValue();
            if (waiting.dueAt > now) {
                return false;
            }
            if (waiting.redeliveries == MAX_REDELIVERIES) {
                return true;
            }
            due.add(waiting.message);
            entry.setValue(new Pending(waiting.message, now + timeoutMillis, waiting.redeliveries + 1));
            return false;
        });
        return due;
    }

    private record Pending(BroadcastMessage message, long dueAt, int redeliveries) {
    }
}
