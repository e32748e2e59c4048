package routes.queue;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while Redis does not answer or the stream cannot be read. A pause is not down: the queue does its job. */
final class QueueHealthCheck extends AbstractHealthCheck {

    private final RedisStreamConsumer consumer;

    QueueHealthCheck(RedisStreamConsumer consumer) {
        super("camel", "redis-stream-" + consumer.getEndpoint().getStream());
        this.consumer = consumer;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        for (StreamLane lane : consumer.lanes()) {
            Optional<QueueStatus> status = lane.monitor().status();
            builder.detail(lane.queue() + ".paused", lane.isPaused());
            status.ifPresent(known -> {
                builder.detail(lane.queue() + ".depth", known.depth());
                builder.detail(lane.queue() + ".oldest_age_seconds", known.oldestAge().toSeconds());
            });
            if (status.isEmpty()) {
                builder.message(lane.queue() + ": Redis does not answer").down();
            } else if (!lane.isReading() && !lane.isPaused()) {
                builder.message(lane.queue() + " is not read").down();
            }
        }
    }
}
