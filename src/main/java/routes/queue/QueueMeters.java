package routes.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Counters and gauges of one consumer: {@code hsi_<queue>_depth}, {@code hsi_queue_pending}, {@code hsi_queue_oldest_age_seconds},
 * {@code hsi_queue_dead_letters} and {@code hsi_queue_deliveries_total} by outcome. A gauge is NaN while Redis does not answer.
 */
final class QueueMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> gauges = new ArrayList<>();
    final Counter processed;
    final Counter failed;
    final Counter paused;
    final Counter deadLettered;

    QueueMeters(MeterRegistry registry, String queue, QueueMonitor monitor) {
        this.registry = registry;
        processed = deliveries(queue, "processed");
        failed = deliveries(queue, "failed");
        paused = deliveries(queue, "paused");
        deadLettered = deliveries(queue, "dead_lettered");
        gauge("hsi_" + queue.replaceAll("[^a-zA-Z0-9]+", "_") + "_depth", null, monitor, QueueStatus::depth);
        gauge("hsi_queue_pending", queue, monitor, QueueStatus::pending);
        gauge("hsi_queue_oldest_age_seconds", queue, monitor, status -> status.oldestAge().toMillis() / 1_000.0);
        gauge("hsi_queue_dead_letters", queue, monitor, QueueStatus::deadLetters);
    }

    /** Gauges go, counters stay: they belong to the process, not to one start of the route. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }

    private Counter deliveries(String queue, String outcome) {
        return Counter.builder("hsi_queue_deliveries_total").tag("queue_name", queue).tag("outcome", outcome)
                .description("Deliveries by how they ended").register(registry);
    }

    private void gauge(String name, String queue, QueueMonitor monitor, ToDoubleFunction<QueueStatus> value) {
        Gauge.Builder<QueueMonitor> gauge = Gauge.builder(name, monitor,
                m -> m.status().map(value::applyAsDouble).orElse(Double.NaN)).strongReference(true);
        gauges.add((queue == null ? gauge : gauge.tag("queue_name", queue)).register(registry));
    }
}
