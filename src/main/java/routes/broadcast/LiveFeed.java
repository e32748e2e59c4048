package routes.broadcast;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the one unbroken order out of what Redis pub/sub delivers, which may repeat (a relay that published twice after
 * a crash) and may miss (Redis was away). A repeated sequence is dropped; a jump is filled from the database before the
 * message passes; {@link #catchUp} finds what was missed with nothing after it. When the receivers have no room, messages
 * are not taken, and are found in the database later. Thread-safe; blocks on the database, so not for event loops.
 */
final class LiveFeed {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final int PAGE = 500;

    private final OutboxArchive archive;
    private final BooleanSupplier hasRoom;
    private final Consumer<BroadcastMessage> receivers;
    private long lastSequence;
    private boolean passedSinceLook;
    private boolean failing;

    LiveFeed(OutboxArchive archive, BooleanSupplier hasRoom, Consumer<BroadcastMessage> receivers) {
        this.archive = archive;
        this.hasRoom = hasRoom;
        this.receivers = receivers;
    }

    /** Begins with what is published after now. */
    synchronized void start() throws SQLException {
        lastSequence = archive.head();
    }

    /** Runs the function with the last sequence passed on, at a moment when no message is on its way to the receivers. */
    synchronized <T> T between(LongFunction<T> function) {
        return function.apply(lastSequence);
    }

    /** @throws IOException when the text is no broadcast message; the order is not affected */
    synchronized void accept(String json) throws IOException {
        BroadcastMessage message = BroadcastMessage.parse(json);
        if (message.sequence() <= lastSequence) {
            return;
        }
        if (message.sequence() > lastSequence + 1 && !fill(message.sequence() - 1)) {
            return;
        }
        if (hasRoom.getAsBoolean()) {
            pass(message);
        }
    }

    /**
     * Delivers what is in the database and did not arrive. Call it about once a second; while messages arrive it does
     * nothing, because the next one would show a gap, and a query would hold up those that come meanwhile.
     */
    synchronized Void catchUp() {
        if (passedSinceLook) {
            passedSinceLook = false;
            return null;
        }
        long before = lastSequence;
        fill(Long.MAX_VALUE);
        if (lastSequence > before) {
            LOG.debug("Broadcasts {} to {} had not arrived by Redis, delivered from the database", before + 1, lastSequence);
        }
        return null;
    }

    /** @return whether everything up to the sequence has been passed on */
    private boolean fill(long until) {
        try {
            List<BroadcastMessage> page;
            do {
                page = archive.page(lastSequence, until, PAGE);
                for (BroadcastMessage message : page) {
                    if (!hasRoom.getAsBoolean()) {
                        return false;
                    }
                    pass(message);
                }
            } while (!page.isEmpty());
            failing = false;
            return true;
        } catch (SQLException e) {
            if (!failing) {
                LOG.warn("Broadcasts after {} cannot be read from the database, delivery waits for it: {}", lastSequence, e.toString());
            }
            failing = true;
            return false;
        }
    }

    private void pass(BroadcastMessage message) {
        lastSequence = message.sequence();
        passedSinceLook = true;
        receivers.accept(message);
    }
}
