package routes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.embedded.EmbeddedDatabase;

/** The connection pool and the migrations. */
final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private Database() {
    }

    /** A pool that starts empty: it can be made while the server is away. */
    static HikariDataSource pool(EmbeddedDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgresql");
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "hearthwatch");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    /**
     * Waits for the server and brings the schema up to date.
     *
     * @throws StartException when it is not reachable within the timeout ({@code STARTUP_TIMEOUT_SECONDS}), or its schema is another one
     */
    static void migrate(HikariDataSource pool, Duration timeout) throws StartException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try (Connection connection = pool.getConnection()) {
                break;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new StartException("PostgreSQL is not reachable after " + timeout.toSeconds()
                            + " s (STARTUP_TIMEOUT_SECONDS); check DATABASE_URL. Last answer: " + reason(e), e);
                }
                LOG.warn("PostgreSQL is not reachable ({}), trying again", reason(e));
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
        try {
            Flyway.configure(Database.class.getClassLoader()).dataSource(pool).locations("classpath:db/migration").load().migrate();
        } catch (FlywayException e) {
            throw new StartException("The database cannot be brought up to this version of Hearthwatch; was it made by another one? Start with that one, or "
                    + "with an empty DATA_DIR or database. " + e.getMessage().replaceAll("\\s+", " "), e);
        }
    }

    private static String reason(SQLException e) {
        return (e.getCause() == null ? e : e.getCause()).getMessage();
    }
}
