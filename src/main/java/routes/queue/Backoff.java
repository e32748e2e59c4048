package routes.queue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential back-off with jitter: {@code initial * 2^(n-1)}, at most {@code max}, of which a random part up to a fifth
 * is taken off so that jobs that failed together do not come back together.
 */
record Backoff(Duration initial, Duration max) {

    private static final int MAX_DOUBLINGS = 20;

    Backoff {
        if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("back-off needs 0 < initial <= max, not " + initial + " and " + max);
        }
    }

    /** @param attempt how often it has failed, from 1 */
    Duration delay(long attempt) {
        int doublings = (int) Math.min(Math.max(attempt, 1) - 1, MAX_DOUBLINGS);
        long millis = Math.min(initial.toMillis() << doublings, max.toMillis());
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
    }
}
