package routes.queue;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * When to look for entries to claim: regularly, because other consumers may have died, and at the moments when a back-off
 * that this consumer granted ends. Thread-safe.
 */
final class ClaimSchedule {

    // Redis rounds idle times down to milliseconds: a look at the very moment could be one too early.
    private static final Duration MARGIN = Duration.ofMillis(20);

    private final long interval;
    private final PriorityQueue<Long> ends = new PriorityQueue<>((a, b) -> Long.signum(a - b));
    private long regular = System.nanoTime();

    ClaimSchedule(Duration interval) {
        this.interval = interval.toNanos();
    }

    synchronized void lookIn(Duration delay) {
        ends.add(System.nanoTime() + delay.plus(MARGIN).toNanos());
    }

    synchronized void lookNow() {
        regular = System.nanoTime();
    }

    synchronized boolean isDue() {
        return untilNext().isZero();
    }

    synchronized void looked() {
        long now = System.nanoTime();
        while (!ends.isEmpty() && ends.peek() - now <= 0) {
            ends.poll();
        }
        regular = now + interval;
    }

    synchronized Duration untilNext() {
        long now = System.nanoTime();
        long next = regular - now;
        if (!ends.isEmpty()) {
            next = Math.min(next, ends.peek() - now);
        }
        return Duration.ofNanos(Math.max(0, next));
    }
}
