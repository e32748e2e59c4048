package routes.broadcast.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import routes.cluster.AdvisoryLock;

/**
 * The right to relay: a PostgreSQL advisory lock, held by the very connection on which the relay works. When the
 * connection dies the lock is gone and nothing can be written on it any more, so two relays can never both assign
 * sequences. Not thread-safe.
 */
final class OutboxLease implements AutoCloseable {

    private final AdvisoryLock lock;

    private OutboxLease(AdvisoryLock lock) {
        this.lock = lock;
    }

    /** @return empty while another connection, of this or another instance, holds the lease */
    static Optional<OutboxLease> acquire(DataSource dataSource, String name) throws SQLException {
        Optional<AdvisoryLock> lock = AdvisoryLock.tryAcquire(dataSource, "outbox", name);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        OutboxLease lease = new OutboxLease(lock.get());
        try (Statement statement = lease.connection().createStatement()) {
            statement.execute("listen outbox");
        } catch (SQLException e) {
            lease.connection().abort(Runnable::run);
            throw e;
        }
        return Optional.of(lease);
    }

    Connection connection() {
        return lock.connection();
    }

    /** Waits until rows were inserted, at most the given time. */
    void awaitInsert(int millis) throws SQLException {
        connection().unwrap(PGConnection.class).getNotifications(millis);
    }

    @Override
    public void close() throws SQLException {
        try (lock; Statement statement = connection().createStatement()) {
            statement.execute("unlisten *");
        }
    }
}
