package routes.broadcast.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The right to relay: a PostgreSQL advisory lock, held by the very connection on which the relay works. When the
 * connection dies the lock is gone and nothing can be written on it any more, so two relays can never both assign
 * sequences. Not thread-safe.
 */
final class OutboxLease implements AutoCloseable {

    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

    private final Connection connection;

    private OutboxLease(Connection connection) {
        this.connection = connection;
    }

    /** @return empty while another connection, of this or another instance, holds the lease */
    static Optional<OutboxLease> acquire(DataSource dataSource, String name) throws SQLException {
        Connection connection = dataSource.getConnection();
        OutboxLease lease = new OutboxLease(connection);
        try {
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            if (lease.lock(name)) {
                lease.prepare();
                return Optional.of(lease);
            }
        } catch (SQLException e) {
            lease.close();
            throw e;
        }
        lease.close();
        return Optional.empty();
    }

    Connection connection() {
        return connection;
    }

    /** Waits until rows were inserted, at most the given time. */
    void awaitInsert(int millis) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications(millis);
    }

    @Override
    public void close() throws SQLException {
        try (connection; Statement statement = connection.createStatement()) {
            // the connection goes back to a pool: nothing of ours may stay on it
            statement.execute("unlisten *");
            statement.execute("select pg_advisory_unlock_all()");
            statement.execute("reset tcp_keepalives_idle; reset tcp_keepalives_interval; reset tcp_keepalives_count");
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }

    private boolean lock(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select pg_try_advisory_lock(hashtext('outbox'), hashtext(?))")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // the server notices within seconds that our host has vanished, and gives the lock to another instance
            statement.execute("set tcp_keepalives_idle = 3; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3");
            statement.execute("listen outbox");
        }
    }
}
