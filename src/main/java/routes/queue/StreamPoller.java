package routes.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads a stream: waits for a free worker, then for work, and asks for as many entries as there are
 * free workers. Entries that nobody works on come before new ones, but not while the failure policy is on trial. Lives through any
 * loss of Redis; ends by interrupt.
 */
final class StreamPoller implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPoller.class);
    private static final Duration SHORTEST_BLOCK = Duration.ofMillis(1);
    private static final Duration IDLE_BLOCK = Duration.ofSeconds(5);
    private static final Duration BUSY_BLOCK = Duration.ofSeconds(1);
    private static final Backoff OUTAGE = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

    private final String queue;
    private final StreamGroup group;
    private final PauseGate gate;
    private final ClaimSchedule schedule;
    private final Workers workers;
    private final Duration claimIdle;
    private volatile boolean reading;
    private volatile boolean groupExists;
    private int failuresInARow;

    StreamPoller(String queue, StreamGroup group, PauseGate gate, ClaimSchedule schedule, Workers workers, Duration claimIdle) {
        this.queue = queue;
        this.group = group;
        this.gate = gate;
        this.schedule = schedule;
        this.workers = workers;
        this.claimIdle = claimIdle;
    }

    /** False from a failed read, or from a suspension, until the group is known to exist again. */
    boolean isReading() {
        return reading;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    readOnce();
                } catch (RuntimeException | Error e) {
                    // an Error too (a full heap): without this thread the queue would stand still for ever
                    waitOutage(e);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("{}: stopped reading", queue);
        } finally {
            reading = false;
            groupExists = false; // who resumes asks for it again, and reads as soon as Redis has answered
        }
    }

    private void readOnce() throws InterruptedException {
        gate.awaitOpen();
        int free = workers.acquire();
        int unused = free;
        try {
            // it may have taken long to get a worker
            if (gate.isOpen()) {
                for (Delivery delivery : take(free)) {
                    unused--;
                    workers.start(delivery);
                }
            }
        } finally {
            workers.release(unused);
        }
    }

    private List<Delivery> take(int limit) throws InterruptedException {
        if (!groupExists) {
            group.create();
            groupExists = true;
            schedule.lookNow();
            answered();
        }
        List<Delivery> taken = List.of();
        if (schedule.isDue()) {
            boolean trial = gate.isTrial();
            taken = trial ? group.readNew(limit, SHORTEST_BLOCK) : taken;
            taken = taken.isEmpty() ? claim(limit, trial) : taken;
        }
        if (taken.isEmpty()) {
            taken = group.readNew(limit, block());
        }
        return taken;
    }

    private List<Delivery> claim(int limit, boolean trial) throws InterruptedException {
        List<Delivery> taken = group.claim(claimIdle, limit, workers.held(), trial);
        schedule.looked();
        if (taken.size() == limit) {
            schedule.lookNow();
        }
        return taken;
    }

    // A worker that fails while this thread waits may ask for a look sooner than known now.
    private Duration block() {
        Duration longest = workers.held().isEmpty() ? IDLE_BLOCK : BUSY_BLOCK;
        Duration untilClaim = schedule.untilNext();
        Duration block = untilClaim.compareTo(longest) < 0 ? untilClaim : longest;
        return block.compareTo(SHORTEST_BLOCK) < 0 ? SHORTEST_BLOCK : block;
    }

    private void answered() {
        if (failuresInARow > 0) {
            LOG.info("{}: Redis is back, reading goes on", queue);
            failuresInARow = 0;
        }
        reading = true;
    }

    private void waitOutage(Throwable failure) throws InterruptedException {
        reading = false;
        groupExists = false;
        failuresInARow++;
        if (failuresInARow == 1) {
            LOG.warn("{}: cannot read ({}), trying again until Redis is back", queue, Failure.of(failure).error());
        }
        LOG.debug("{}: attempt {} to read failed", queue, failuresInARow, failure);
        TimeUnit.MILLISECONDS.sleep(OUTAGE.delay(failuresInARow).toMillis());
    }
}
