package routes.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL advisory lock, held by a connection of its own: when the process or the connection dies, or nothing is asked on it for 20 s,
 * the lock is free. Used by {@link LeaderPolicy} and by the relay of {@code 70-broadcast.camel.yaml}. Not thread-safe.
 */
public final class AdvisoryLock implements AutoCloseable {

    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;
    /** Longer than a holder is ever silent: it asks every second, and waits for Redis in between for 10 s at most. */
    private static final int FROZEN_AFTER_MILLIS = 20_000;

    private final Connection connection;

    private AdvisoryLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes a connection for as long as the lock is held, and gives it back at once when it is not.
     *
     * @return empty while another connection, of this or another instance, holds it
     */
    public static Optional<AdvisoryLock> tryAcquire(DataSource dataSource, String group, String name) throws SQLException {
        AdvisoryLock lock = new AdvisoryLock(dataSource.getConnection());
        boolean acquired = false;
        try {
            lock.connection.setAutoCommit(true);
            lock.connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            acquired = lock.acquire(group, name);
        } catch (SQLException e) {
            lock.connection.abort(Runnable::run);
            throw e;
        }
        if (!acquired) {
            lock.close();
            return Optional.empty();
        }
        return Optional.of(lock);
    }

    /** What is done on this connection is done by the holder of the lock or not at all. */
    public Connection connection() {
        return connection;
    }

    /** @throws SQLException when the lock may be lost, at the latest after 10 s */
    public void verify() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    /** The connection goes back to its pool with nothing of ours on it, or, when that fails, is cut. */
    @Override
    public void close() throws SQLException {
        try (connection; Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
            statement.execute("reset tcp_keepalives_idle; reset tcp_keepalives_interval; reset tcp_keepalives_count");
            statement.execute("select set_config(name, reset_val, false) from pg_settings where name = 'idle_session_timeout'");
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }

    private boolean acquire(String group, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select pg_try_advisory_lock(hashtext(?), hashtext(?))")) {
            query.setString(1, group);
            query.setString(2, name);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                if (!rows.getBoolean(1)) {
                    return false;
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            // the server notices within seconds that our host has vanished, and gives the lock to another instance
            statement.execute("set tcp_keepalives_idle = 3; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3");
            // the system of a process that is frozen answers for it: what tells is that nothing is asked (PostgreSQL 14 and later)
            statement.execute("select set_config(name, '" + FROZEN_AFTER_MILLIS + "', false) from pg_settings where name = 'idle_session_timeout'");
        }
        return true;
    }
}
