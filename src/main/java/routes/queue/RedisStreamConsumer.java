package routes.queue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/**
 * Consumes a stream and, when there is one, its priority stream. Suspended or stopping, it reads nothing more and lets
 * the exchanges in flight end; what has not ended when it is stopped goes back to the queue.
 */
@ManagedResource(description = "Managed Redis stream consumer")
public final class RedisStreamConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private final List<StreamLane> lanes = new CopyOnWriteArrayList<>();
    private ScheduledExecutorService scheduler;

    RedisStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        setHealthCheck(new QueueHealthCheck(this));
    }

    @Override
    public RedisStreamEndpoint getEndpoint() {
        return (RedisStreamEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        RedisStreamConfiguration options = getEndpoint().getConfiguration();
        String name = options.getConsumerName() != null ? options.getConsumerName() : ConsumerName.unique();
        scheduler = getEndpoint().getCamelContext().getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "redis-stream-heartbeat-" + getEndpoint().getStream());
        lanes.add(new StreamLane(this, getEndpoint().getStream(), options.getConcurrentConsumers(), name, scheduler));
        if (options.getPriorityStream() != null) {
            lanes.add(new StreamLane(this, options.getPriorityStream(), options.getPriorityConsumers(), name, scheduler));
        }
        lanes.forEach(StreamLane::startReading);
    }

    @Override
    protected void doSuspend() throws Exception {
        for (StreamLane lane : lanes) {
            lane.stopReading();
        }
    }

    @Override
    protected void doResume() {
        lanes.forEach(StreamLane::startReading);
    }

    @Override
    protected void doStop() throws Exception {
        doSuspend();
        lanes.forEach(StreamLane::close);
        lanes.clear();
        if (scheduler != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownNow(scheduler);
            scheduler = null;
        }
        super.doStop();
    }

    /** Suspended first, stopped when the exchanges in flight have ended. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return lanes.stream().mapToInt(StreamLane::unfinished).sum();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // the shutdown strategy suspends and stops; there is nothing to prepare
    }

    List<StreamLane> lanes() {
        return lanes;
    }

    @ManagedAttribute(description = "Entries in the stream, those in work included; -1 when Redis does not answer")
    public long getDepth() {
        return status(QueueStatus::depth);
    }

    @ManagedAttribute(description = "Entries delivered to some consumer and not acknowledged; -1 when Redis does not answer")
    public long getPending() {
        return status(QueueStatus::pending);
    }

    @ManagedAttribute(description = "Entries in the dead-letter stream; -1 when Redis does not answer")
    public long getDeadLetters() {
        return status(QueueStatus::deadLetters);
    }

    @ManagedAttribute(description = "Seconds since the oldest entry was sent, 0 when empty; -1 when Redis does not answer")
    public long getOldestAgeSeconds() {
        return lanes.stream().map(lane -> lane.monitor().status())
                .mapToLong(status -> status.map(known -> known.oldestAge().toSeconds()).orElse(-1L)).max().orElse(-1);
    }

    @ManagedAttribute(description = "Deliveries that succeeded in this process")
    public long getProcessed() {
        return counted(meters -> meters.processed.count());
    }

    @ManagedAttribute(description = "Deliveries that failed in this process and are tried again")
    public long getFailed() {
        return counted(meters -> meters.failed.count());
    }

    @ManagedAttribute(description = "Jobs that this process gave up")
    public long getDeadLettered() {
        return counted(meters -> meters.deadLettered.count());
    }

    @ManagedAttribute(description = "Whether reading waits for a dependency that is away")
    public boolean isPaused() {
        return lanes.stream().anyMatch(StreamLane::isPaused);
    }

    private long counted(ToDoubleFunction<QueueMeters> counter) {
        return (long) lanes.stream().mapToDouble(lane -> counter.applyAsDouble(lane.meters())).sum();
    }

    private long status(ToLongFunction<QueueStatus> number) {
        List<Optional<QueueStatus>> all = lanes.stream().map(lane -> lane.monitor().status()).toList();
        return all.isEmpty() || all.stream().anyMatch(Optional::isEmpty)
                ? -1 : all.stream().map(Optional::get).mapToLong(number).sum();
    }
}
