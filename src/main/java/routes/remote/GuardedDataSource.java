package routes.remote;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The connection pool behind the guard {@code postgresql}. While that is open no connection is asked for and everybody is refused at
 * once, with SQL state 08000. What counts is that no connection can be had from the server; a pool whose connections are all in use does
 * not, nor does a server that answers with an error (a full disk, a standby): it can still be read, and what writes pauses by itself
 * ({@link OutagePolicy}).
 * Bean {@code dataSource} of all routes. Thread-safe.
 */
public final class GuardedDataSource implements DataSource {

    private static final int PATIENCE_SECONDS = 2;

    private final DataSource pool;
    private final StorageGuard guard;

    public GuardedDataSource(DataSource pool, StorageGuard guard) {
        this.pool = pool;
        this.guard = guard;
    }

    /** The question for the guard of this pool. */
    public static boolean ask(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (!connection.isValid(PATIENCE_SECONDS)) {
                throw new SQLTransientConnectionException("postgresql: no answer within " + PATIENCE_SECONDS + " s", "08006");
            }
            return true;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            guard.requireClosed();
        } catch (CallNotPermittedException e) {
            throw new SQLTransientConnectionException("postgresql: not asked, its circuit breaker is open", "08000", e);
        }
        try {
            Connection connection = pool.getConnection();
            guard.answered();
            return connection;
        } catch (SQLException e) {
            if (isAway(e)) {
                guard.failed(e);
            }
            throw e;
        }
    }

    /** The pool gives the failure of the server as cause; without one it only had no connection to spare. */
    private static boolean isAway(SQLException failure) {
        return Failures.isOutage(failure) && (failure.getCause() != null || failure.getSQLState() != null);
    }

    /** Not supported: the pool has one user. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the pool has one user");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(pool) || pool.isWrapperFor(type);
    }
}
