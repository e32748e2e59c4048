package routes.api;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.component.jdbc.ConnectionStrategy;

/**
 * Connections for the statements of the API, which have a time limit that the database keeps. A database that is frozen, or behind a broken
 * network, keeps none: a few seconds later nothing is waited for any more, so that its clients do not hold every thread that answers
 * requests. For the routes {@code api-select} and {@code api-rows} of {@code 80-api.camel.yaml}. Thread-safe.
 */
public final class ApiConnections implements ConnectionStrategy {

    private static final int GRACE_SECONDS = 5;

    private final ConnectionStrategy connections;
    private final int patienceMillis;

    /** @param limitSeconds {@code API_QUERY_TIMEOUT_SECONDS} */
    public ApiConnections(ConnectionStrategy connections, int limitSeconds) {
        this.connections = connections;
        this.patienceMillis = (limitSeconds + GRACE_SECONDS) * 1000;
    }

    /** The pool takes the limit back when the connection is returned. */
    @Override
    public Connection getConnection(DataSource dataSource) throws Exception {
        Connection connection = connections.getConnection(dataSource);
        try {
            connection.setNetworkTimeout(Runnable::run, patienceMillis);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean isConnectionTransactional(Connection connection, DataSource dataSource) {
        return connections.isConnectionTransactional(connection, dataSource);
    }
}
