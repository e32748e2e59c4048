package routes.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one queue. Answers are kept for a second, so that several gauges, JMX attributes and health checks cost one
 * look, and a Redis that is away costs at most a second of waiting. Thread-safe. Used by the {@code api} route.
 */
public final class QueueMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(QueueMonitor.class);
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 1_000;

    private final LuaScript script = new LuaScript("status.lua");
    private final RedissonClient redisson;
    private final StreamKeys keys;
    private final String group;
    private Optional<QueueStatus> last = Optional.empty();
    private long lookedAt = System.nanoTime() - KEPT_NANOS;

    /**
     * @param keyPrefix prefix of all keys, may be empty
     * @param queue     name of the stream without prefix
     */
    public QueueMonitor(RedissonClient redisson, String keyPrefix, String queue, String group) {
        this(redisson, StreamKeys.of(keyPrefix, queue, null), group);
    }

    QueueMonitor(RedissonClient redisson, StreamKeys keys, String group) {
        this.redisson = redisson;
        this.keys = keys;
        this.group = group;
    }

    /** Empty when Redis does not answer within a second. */
    public synchronized Optional<QueueStatus> status() {
        if (System.nanoTime() - lookedAt >= KEPT_NANOS) {
            last = look();
            lookedAt = System.nanoTime();
        }
        return last;
    }

    private Optional<QueueStatus> look() {
        RFuture<List<Object>> answer = script.list(redisson, List.of(keys.stream(), keys.deadLetter()), group);
        try {
            List<Object> numbers = answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return Optional.of(new QueueStatus(number(numbers, 0), number(numbers, 1), number(numbers, 2),
                    Duration.ofMillis(number(numbers, 3)), Duration.ofMillis(number(numbers, 5)), number(numbers, 4)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            LOG.debug("{}: its status is unknown, Redis does not answer", keys.queue(), e);
            return Optional.empty();
        }
    }

    private static long number(List<Object> numbers, int index) {
        return Long.parseLong(numbers.get(index).toString());
    }
}
