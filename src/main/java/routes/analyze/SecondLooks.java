package routes.analyze;

import java.util.List;
import java.util.Optional;
import org.redisson.api.RedissonClient;
import routes.queue.QueueMonitor;
import routes.queue.QueueStatus;
import routes.remote.Breakers;
import routes.remote.Failures;

/**
 * Keeps second looks out of the way of live work, and fair to the event. Used by the routes {@code second-look} and {@code look-again}
 * in {@code 50-analyze.camel.yaml}. Thread-safe.
 */
public final class SecondLooks {

    private final Breakers breakers;
    private final List<QueueMonitor> queues;

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public SecondLooks(Breakers breakers, RedissonClient redisson, String keyPrefix) {
        this.breakers = breakers;
        this.queues = List.of(new QueueMonitor(redisson, keyPrefix, "analysis_queue", "analyzers"),
                new QueueMonitor(redisson, keyPrefix, "analysis_queue:fast", "analyzers"));
    }

    /** Whether a batch waits for a worker, or nobody knows because Redis does not answer. Batches in work do not count. */
    public boolean isLiveWorkWaiting() {
        return queues.stream().map(QueueMonitor::status).anyMatch(SecondLooks::hasWaiting);
    }

    private static boolean hasWaiting(Optional<QueueStatus> status) {
        return status.isEmpty() || status.get().depth() > status.get().inProgress();
    }

    /** Whether this failure is the event's own: the model is well otherwise. */
    public boolean isCounted(Throwable failure) {
        return !breakers.isTripped("nemotron") && !Failures.isOutage(failure);
    }
}
