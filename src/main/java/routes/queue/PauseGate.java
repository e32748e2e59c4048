package routes.queue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a consumer may read. Closed while the failure policy is not ready, and after a delivery that ended in PAUSE: for a growing time
 * if the policy was ready all the same, so that the queue cannot spin, and until a delivery ends well at most. Thread-safe.
 */
final class PauseGate {

    private static final Logger LOG = LoggerFactory.getLogger(PauseGate.class);
    private static final long FIRST_LOOK_MILLIS = 100;
    private static final long SLOWEST_LOOK_MILLIS = 1_000;

    private final String queue;
    private final FailurePolicy policy;
    private final Backoff backoff;
    private int pausesInARow;
    private long closedUntil = System.nanoTime();

    PauseGate(String queue, FailurePolicy policy, Backoff backoff) {
        this.queue = queue;
        this.policy = policy;
        this.backoff = backoff;
    }

    boolean isOpen() {
        return backedOff().isZero() && policy.ready();
    }

    /** Whether what is read now is a trial of what was away. */
    boolean isTrial() {
        return policy.onTrial();
    }

    /** Closes the gate. Workers that fail together count once. Returns how long it stays closed at least. */
    synchronized Duration pause() {
        Duration remaining = backedOff();
        if (!remaining.isZero()) {
            return remaining;
        }
        // a policy that says itself when work makes sense again needs no growing wait, which would only end too late
        pausesInARow = policy.ready() ? pausesInARow + 1 : 1;
        Duration delay = backoff.delay(pausesInARow);
        closedUntil = System.nanoTime() + delay.toNanos();
        return delay;
    }

    /** A job has ended well: what was away is back, for all workers. */
    synchronized void worked() {
        pausesInARow = 0;
        closedUntil = System.nanoTime();
    }

    void awaitOpen() throws InterruptedException {
        if (isOpen()) {
            return;
        }
        LOG.info("{}: paused, its jobs stay in the queue until the dependency is back", queue);
        long look = FIRST_LOOK_MILLIS;
        while (!isOpen()) {
            TimeUnit.MILLISECONDS.sleep(look);
            look = Math.min(look * 2, SLOWEST_LOOK_MILLIS);
        }
        LOG.info("{}: resumed", queue);
    }

    private synchronized Duration backedOff() {
        long nanos = closedUntil - System.nanoTime();
        return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ZERO;
    }
}
