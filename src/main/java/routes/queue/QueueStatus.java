package routes.queue;

import java.time.Duration;

/**
 * A queue at one moment.
 *
 * @param depth       entries in the stream: not yet delivered, in work, and waiting for their next delivery
 * @param inProgress  entries that some consumer works on
 * @param waiting     entries between two deliveries (back-off or pause)
 * @param oldestAge   time since the oldest entry was sent, zero when the queue is empty
 * @param newestAge   time since the newest entry was sent, zero when the queue is empty
 * @param deadLetters entries in the dead-letter stream
 */
public record QueueStatus(long depth, long inProgress, long waiting, Duration oldestAge, Duration newestAge, long deadLetters) {

    /** Delivered but not acknowledged. */
    public long pending() {
        return inProgress + waiting;
    }
}
