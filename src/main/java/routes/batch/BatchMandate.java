package routes.batch;

import org.redisson.client.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.cluster.Mandate;

/**
 * What the leader of the batch stage takes over: the right to write batches, and the batches. Who leads no longer forgets them at once; what
 * it had not made durable was not acknowledged and reaches the next leader through {@code batch_queue}. Used by bean {@code batchLeader}.
 */
public final class BatchMandate implements Mandate {

    private static final Logger LOG = LoggerFactory.getLogger(BatchMandate.class);

    private final BatchJournal journal;
    private final RedisBatchRepository repository;

    public BatchMandate(BatchJournal journal, RedisBatchRepository repository) {
        this.journal = journal;
        this.repository = repository;
    }

    /** @throws RedisException while Redis is away */
    @Override
    public void begin() {
        journal.takeOver();
        repository.load();
    }

    @Override
    public boolean isValid() {
        try {
            return journal.isInCharge();
        } catch (RedisException e) {
            LOG.debug("while Redis is away nobody can take the batches over ({})", e.getMessage());
            return true;
        }
    }

    @Override
    public void end() {
        journal.resign();
        repository.forget();
    }
}
