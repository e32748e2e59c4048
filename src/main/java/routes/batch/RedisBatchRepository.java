package routes.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.RecoverableAggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.redisson.client.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aggregation repository of route {@code batch-window}: batches in memory, every change journalled to Redis by {@link BatchJournal}.
 * One instance aggregates at a time, see {@link BatchMandate}. A change is durable when {@link BatchJournal#flush} has returned; the route
 * calls it before a message of {@code batch_queue} is acknowledged, so that one round trip covers all detections of an image.
 * A closed batch stays in the journal until its route has completed and is recovered after a crash, complete with its last
 * detection and its reason. After a restart a batch closes at the deadline it had, at once when that has passed.
 * Written instead of camel-redis' RedisAggregationRepository because that one (4.17.0) never recovers a completed exchange and
 * restarts timeouts from zero.
 * <p>Thread-safe under the aggregator's lock.
 */
public final class RedisBatchRepository implements RecoverableAggregationRepository, CamelContextAware {

    /** Exchange property with the {@link BatchMember} that the strategy added last. */
    public static final String ADDED = "batchMemberAdded";

    private static final Logger LOG = LoggerFactory.getLogger(RedisBatchRepository.class);

    private final BatchJournal journal;
    private final Clock clock;
    private final Map<String, Exchange> open = new ConcurrentHashMap<>();
    private final Map<String, ClosedBatch> closing = new ConcurrentHashMap<>();
    private Set<String> seenUnknown = Set.of();
    private CamelContext camelContext;
    private long recoveryInterval = 5_000;

    public RedisBatchRepository(BatchJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Number of open batches. */
    public int openBatches() {
        return open.size();
    }

    /** When the first of the open batches closes unless it gets another detection. */
    Optional<Instant> nextDeadline() {
        return open.values().stream().map(exchange -> exchange.getMessage().getBody(Batch.class).deadline()).min(Comparator.naturalOrder());
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /** Takes the batches as they are in Redis, before the aggregator starts: it sets their timers by them. */
    void load() {
        forget();
        journal.loadClosing().forEach(closed -> closing.put(closed.batch().batchId(), closed));
        journal.loadOpen().forEach(batch -> open.put(batch.cameraId(), exchange(camelContext, batch)));
        LOG.info("{} open batches go on, {} closed batches are handed over again", open.size(), closing.size());
    }

    void forget() {
        open.clear();
        closing.clear();
    }

    @Override
    public Exchange add(CamelContext context, String key, Exchange exchange) {
        Batch batch = exchange.getMessage().getBody(Batch.class);
        journal.added(batch, exchange.getProperty(ADDED, BatchMember.class));
        return open.put(key, exchange);
    }

    @Override
    public Exchange get(CamelContext context, String key) {
        return open.get(key);
    }

    @Override
    public void remove(CamelContext context, String key, Exchange exchange) {
        Batch batch = exchange.getMessage().getBody(Batch.class);
        ClosedBatch closed = new ClosedBatch(batch, exchange.getProperty(ExchangePropertyKey.AGGREGATED_COMPLETED_BY, String.class));
        BatchMember last = exchange.getProperty(ADDED, BatchMember.class);
        // whole when it was loaded and got nothing since: nothing else of it would be in a Redis that lost its data meanwhile
        (last == null ? batch.members() : List.of(last)).forEach(member -> journal.added(batch, member));
        journal.closed(closed);
        open.remove(key);
        closing.put(batch.batchId(), closed);
        journal.flushLater(key);
    }

    @Override
    public void confirm(CamelContext context, String exchangeId) {
        ClosedBatch closed = closing.remove(exchangeId);
        if (closed != null) {
            journal.confirmed(closed.batch());
            journal.flushLater(closed.batch().cameraId());
        }
    }

    @Override
    public Set<String> getKeys() {
        return Set.copyOf(open.keySet());
    }

    @Override
    public Set<String> scan(CamelContext context) {
        journal.flushLeftOver();
        takeBackStrays();
        return Set.copyOf(closing.keySet());
    }

    /**
     * A Redis that lost its last second may have a batch again that was handed over before. It is handed over once more, which changes
     * nothing, and is confirmed again. One that is just being confirmed is gone at the second look.
     */
    private void takeBackStrays() {
        try {
            Set<String> unknown = new HashSet<>(journal.closingIds());
            unknown.removeAll(closing.keySet());
            for (String id : unknown) {
                if (seenUnknown.contains(id)) {
                    journal.loadClosing(id).ifPresent(closed -> closing.put(id, closed));
                }
            }
            seenUnknown = unknown;
        } catch (RedisException e) {
            LOG.debug("closed batches are compared with Redis at the next look: {}", e.getMessage());
        }
    }

    @Override
    public Exchange recover(CamelContext context, String exchangeId) {
        ClosedBatch closed = closing.get(exchangeId);
        if (closed == null) {
            return null;
        }
        Exchange exchange = exchange(context, closed.batch());
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_COMPLETED_BY, closed.completedBy());
        LOG.info("batch {} of camera {} is handed over again", exchangeId, closed.batch().cameraId());
        return exchange;
    }

    private Exchange exchange(CamelContext context, Batch batch) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setExchangeId(batch.batchId());
        exchange.getMessage().setBody(batch);
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_CORRELATION_KEY, batch.cameraId());
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_SIZE, batch.size());
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_TIMEOUT,
                Math.max(1, Duration.between(clock.instant(), batch.deadline()).toMillis()));
        return exchange;
    }

    @Override
    public long getRecoveryInterval() {
        return recoveryInterval;
    }

    /** Milliseconds between two looks for closed batches whose route has failed. */
    @Override
    public void setRecoveryInterval(long recoveryInterval) {
        this.recoveryInterval = recoveryInterval;
    }

    @Override
    public void setRecoveryInterval(long interval, TimeUnit timeUnit) {
        recoveryInterval = timeUnit.toMillis(interval);
    }

    @Override
    public boolean isUseRecovery() {
        return true;
    }

    @Override
    public void setUseRecovery(boolean useRecovery) {
        throw new UnsupportedOperationException("a closed batch is always recovered");
    }

    /** No limit and no dead letter: closing a batch fails only while Redis or PostgreSQL is away. */
    @Override
    public int getMaximumRedeliveries() {
        return -1;
    }

    @Override
    public void setMaximumRedeliveries(int maximumRedeliveries) {
        throw new UnsupportedOperationException("a closed batch is recovered until it is handed over");
    }

    @Override
    public String getDeadLetterUri() {
        return null;
    }

    @Override
    public void setDeadLetterUri(String deadLetterUri) {
        throw new UnsupportedOperationException("a closed batch is recovered until it is handed over");
    }
}
