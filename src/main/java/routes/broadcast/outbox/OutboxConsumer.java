package routes.broadcast.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays the outbox: one exchange per batch, its body the {@code List<String>} of messages in the order of their
 * sequences. A batch is noted as sent when its exchange has succeeded; until then it comes again, before anything newer
 * (at least once). What is stored meanwhile gets its sequence all the same, so that clients are told it from the database.
 * One consumer of all instances is active; the others ask for the lease every two seconds. Sleeps in the
 * database's notification while there is nothing to do. Under load it collects for {@value #COLLECT_MILLIS} ms what goes together.
 */
final class OutboxConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxConsumer.class);
    private static final int POLL_MILLIS = 1_000;
    private static final int STANDBY_MILLIS = 2_000;
    private static final int RETRY_MILLIS = 1_000;
    /** Rounds in a row, none of them empty, after which messages come faster than one by one is worth its commit. */
    private static final int BUSY_ROUNDS = 4;
    private static final int COLLECT_MILLIS = 10;
    private static final int PURGE_MILLIS = 60_000;
    private static final int PURGE_BATCH = 500;

    private final DataSource dataSource;
    private final String name;
    private final int batchSize;
    private final Duration keep;
    private final String label;
    private ExecutorService executor;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private boolean failing;
    private boolean publishing = true;
    private long purgeDueAt = System.nanoTime();

    OutboxConsumer(Endpoint endpoint, Processor processor, DataSource dataSource, String name, int batchSize, Duration keep) {
        super(endpoint, processor);
        this.dataSource = dataSource;
        this.name = name;
        this.batchSize = batchSize;
        this.keep = keep;
        this.label = "Outbox relay " + name;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopped = new CountDownLatch(1);
        executor = getEndpoint().getCamelContext().getExecutorServiceManager().newSingleThreadExecutor(this, "outbox-" + name);
        executor.execute(this::compete);
    }

    @Override
    protected void doStop() throws Exception {
        stopped.countDown();
        if (executor != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(executor);
        }
        super.doStop();
    }

    private void compete() {
        while (isActive()) {
            try {
                Optional<OutboxLease> lease = OutboxLease.acquire(dataSource, name);
                if (lease.isPresent()) {
                    LOG.info("{} is active in this instance", label);
                    try (OutboxLease held = lease.get()) {
                        relay(held);
                    }
                } else {
                    pause(STANDBY_MILLIS);
                }
            } catch (SQLException | RuntimeException | Error e) {
                // an Error too (a full heap): without this thread nobody would be told anything any more
                if (!failing) {
                    LOG.warn("{} has lost the database or cannot work, it tries again every {} ms: {}", label, RETRY_MILLIS, e.toString());
                }
                failing = true;
                pause(RETRY_MILLIS);
            }
        }
    }

    private void relay(OutboxLease lease) throws SQLException {
        OutboxLog log = new OutboxLog(lease.connection());
        boolean recovering = true;
        int roundsInARow = 0;
        while (isActive()) {
            List<OutboxLog.Row> rows = recovering ? log.unsent(batchSize) : log.assign(batchSize);
            boolean purging = !recovering && purge(log);
            failing = false;
            roundsInARow = rows.isEmpty() ? 0 : roundsInARow + 1;
            if (!rows.isEmpty() && send(rows)) {
                log.markSent(rows);
                if (roundsInARow > BUSY_ROUNDS && rows.size() < batchSize) {
                    pause(COLLECT_MILLIS);
                }
            } else if (!rows.isEmpty()) {
                recovering = true;
                // LiveFeed finds in the database what has a sequence
                log.assign(batchSize);
                pause(RETRY_MILLIS);
            } else if (recovering) {
                recovering = false;
            } else if (!purging) {
                lease.awaitInsert(POLL_MILLIS);
            }
        }
    }

    /** @return whether the route has handled the batch */
    private boolean send(List<OutboxLog.Row> rows) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(rows.stream().map(OutboxLog.Row::message).toList());
        try {
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception failure = exchange.getException();
        releaseExchange(exchange, false);
        say(rows, failure);
        return failure == null;
    }

    /** Each outage once, and its end. */
    private void say(List<OutboxLog.Row> rows, Exception failure) {
        if (failure == null) {
            if (!publishing) {
                LOG.info("{} publishes again, from message {} on", label, rows.get(0).sequence());
            }
        } else if (publishing) {
            LOG.warn("{} cannot publish messages {} to {}, it tries again every {} ms; clients get them from the database meanwhile: {}", label,
                    rows.get(0).sequence(), rows.get(rows.size() - 1).sequence(), RETRY_MILLIS, failure.toString());
        } else {
            LOG.debug("{} still cannot publish", label, failure);
        }
        publishing = failure == null;
    }

    /** @return whether there may be more to purge */
    private boolean purge(OutboxLog log) throws SQLException {
        if (System.nanoTime() - purgeDueAt < 0) {
            return false;
        }
        boolean more = log.purge(keep, PURGE_BATCH) == PURGE_BATCH;
        purgeDueAt = System.nanoTime() + (more ? 0 : TimeUnit.MILLISECONDS.toNanos(PURGE_MILLIS));
        return more;
    }

    private boolean isActive() {
        return stopped.getCount() > 0;
    }

    private void pause(int millis) {
        try {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}
