package routes.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything a consumer has for one stream: reader, workers, heartbeat, meters. Calls come from one thread at a time. */
final class StreamLane {

    private static final Logger LOG = LoggerFactory.getLogger(StreamLane.class);
    private static final long PATIENCE_MILLIS = 2_000;

    private final CamelContext camel;
    private final StreamKeys keys;
    private final StreamGroup group;
    private final Duration claimIdle;
    private final PauseGate gate;
    private final Workers workers;
    private final StreamPoller poller;
    private final ExecutorService threads;
    private final ScheduledFuture<?> heartbeat;
    private final QueueMonitor monitor;
    private final QueueMeters meters;
    private Thread reader;

    StreamLane(RedisStreamConsumer consumer, String queue, int size, String consumerName, ScheduledExecutorService scheduler) {
        RedisStreamEndpoint endpoint = consumer.getEndpoint();
        RedisStreamConfiguration options = endpoint.getConfiguration();
        camel = endpoint.getCamelContext();
        keys = endpoint.keys(queue);
        claimIdle = options.getClaimIdle();
        group = new StreamGroup(options.getRedisson(), keys, options.getField(), options.getGroup(), consumerName);
        monitor = new QueueMonitor(options.getRedisson(), keys, options.getGroup());
        meters = new QueueMeters(endpoint.meters(), queue, monitor);
        gate = new PauseGate(queue, options.getFailurePolicy(), options.backoff());
        ClaimSchedule schedule = new ClaimSchedule(claimScan(claimIdle));
        Settlement settlement = new Settlement(group, queue, options, options.getFailurePolicy(), gate, schedule, meters,
                new RedisRetry(scheduler), endpoint.clock(), () -> consumer.isSuspendingOrSuspended() || consumer.isStoppingOrStopped());
        threads = camel.getExecutorServiceManager().newFixedThreadPool(consumer, "redis-stream-" + queue, size);
        workers = new Workers(consumer, settlement, options.getMaxDeliveries(), threads, size);
        poller = new StreamPoller(queue, group, gate, schedule, workers, claimIdle);
        long beat = Math.max(1, claimIdle.toMillis() / 3);
        heartbeat = scheduler.scheduleAtFixedRate(this::keepClaims, beat, beat, TimeUnit.MILLISECONDS);
    }

    void startReading() {
        reader = camel.getExecutorServiceManager().newThread("redis-stream-reader-" + keys.queue(), poller);
        reader.start();
    }

    void stopReading() throws InterruptedException {
        if (reader != null) {
            reader.interrupt();
            reader.join(PATIENCE_MILLIS);
            reader = null;
        }
    }

    /** Gives up what is still held, so that another consumer has it at once. */
    void close() {
        heartbeat.cancel(false);
        meters.close();
        try {
            workers.settled().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            long givenUp = group.leave(claimIdle).toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (givenUp > 0) {
                LOG.info("{}: gave up {} unfinished jobs, they are delivered again", keys.queue(), givenUp);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("{}: could not sign off, unfinished jobs are delivered again after {} s ({})", keys.queue(),
                    claimIdle.toSeconds(), e.toString());
        }
        camel.getExecutorServiceManager().shutdownNow(threads);
    }

    int unfinished() {
        return workers.unfinished();
    }

    String queue() {
        return keys.queue();
    }

    QueueMonitor monitor() {
        return monitor;
    }

    QueueMeters meters() {
        return meters;
    }

    boolean isReading() {
        return poller.isReading();
    }

    boolean isPaused() {
        return !gate.isOpen();
    }

    private void keepClaims() {
        List<String> ids = new ArrayList<>(workers.held());
        if (!ids.isEmpty()) {
            group.keep(ids).whenComplete((kept, failure) -> {
                if (failure != null) {
                    LOG.debug("{}: could not refresh the claim on {} jobs", keys.queue(), ids.size(), failure);
                }
            });
        }
    }

    // Often enough that a dead consumer's work waits little longer than claimIdle.
    private static Duration claimScan(Duration claimIdle) {
        long millis = Math.min(claimIdle.toMillis() / 2, 15_000);
        return Duration.ofMillis(Math.max(millis, 50));
    }
}
