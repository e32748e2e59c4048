package routes.batch;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which the aggregator of route {@code batch-window} looks for batches that are due. An aggregator wants to look at a fixed interval: a
 * short one costs an idle process more than everything else it does, a long one makes each event late. Here it looks when the next batch is due, and
 * at its interval when none is. Thread-safe.
 */
public final class BatchTimer extends ScheduledThreadPoolExecutor {

    /** The aggregator counts from a moment later than the deadline of the batch, and in whole milliseconds. */
    private static final long ROUNDING_MILLIS = 1;

    private final RedisBatchRepository batches;
    private final Clock clock;

    public BatchTimer(RedisBatchRepository batches, Clock clock) {
        super(1, task -> {
            Thread thread = new Thread(task, "batch-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.batches = batches;
        this.clock = clock;
    }

    /** @param delay longest time between the end of one look and the next */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable look, long initialDelay, long delay, TimeUnit unit) {
        Looks looks = new Looks(look, Math.max(1, unit.toMillis(delay)));
        schedule(looks, initialDelay, unit);
        return looks;
    }

    private long untilDue(long longest) {
        return batches.nextDeadline()
                .map(due -> Math.max(ROUNDING_MILLIS, Math.min(longest, Duration.between(clock.instant(), due).toMillis() + ROUNDING_MILLIS)))
                .orElse(longest);
    }

    /** Runs until it is cancelled or fails. */
    private final class Looks extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final long longest;

        Looks(Runnable look, long longest) {
            super(look, null);
            this.longest = longest;
        }

        @Override
        public void run() {
            if (runAndReset() && !isShutdown()) {
                schedule(this, untilDue(longest), TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(untilDue(longest), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
        }
    }
}
