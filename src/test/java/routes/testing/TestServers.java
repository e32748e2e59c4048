package routes.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import routes.embedded.EmbeddedDatabase;
import routes.embedded.EmbeddedServerException;
import routes.embedded.EmbeddedServers;

/**
 * One PostgreSQL and one Redis for all tests of a JVM, as the product embeds them: started when a test first asks, stopped
 * when the JVM ends. Their directory is {@code target/test-servers}, or one beside it while another test run holds that.
 */
public final class TestServers {

    private static final int MAX_PARALLEL_RUNS = 8;

    private final EmbeddedServers servers;
    private final EmbeddedDatabase database;
    private final String redisUrl;
    private final RedissonClient redisson;
    private final AtomicInteger databases = new AtomicInteger();

    private TestServers() throws EmbeddedServerException, SQLException {
        EmbeddedServers started = null;
        EmbeddedServers.Endpoints endpoints = null;
        for (int run = 1; endpoints == null; run++) {
            try {
                started = new EmbeddedServers(Path.of("target", "test-servers" + (run == 1 ? "" : "-" + run)), true, true);
                endpoints = started.start();
            } catch (EmbeddedServerException e) {
                if (!e.getMessage().contains("in use by another") || run == MAX_PARALLEL_RUNS) {
                    throw e;
                }
            }
        }
        servers = started;
        database = endpoints.database().orElseThrow();
        redisUrl = endpoints.redisUrl().orElseThrow();
        Config config = new Config();
        config.useSingleServer().setAddress(redisUrl).setConnectionMinimumIdleSize(1).setConnectionPoolSize(16);
        redisson = Redisson.create(config);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-test-servers"));
        redisson.getKeys().flushall();
        dropDatabasesOfEarlierRuns();
    }

    private static final class Holder {
        private static final TestServers SERVERS = create();

        private static TestServers create() {
            try {
                return new TestServers();
            } catch (EmbeddedServerException | SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    /** The server's own database: use it to connect as a second client, not to store. */
    public static String jdbcUrl() {
        return Holder.SERVERS.database.jdbcUrl();
    }

    public static String user() {
        return Holder.SERVERS.database.user();
    }

    public static String password() {
        return Holder.SERVERS.database.password();
    }

    /** {@code redis://:password@127.0.0.1:port}. */
    public static String redisUrl() {
        return Holder.SERVERS.redisUrl;
    }

    /** One client for all tests; do not shut it down. Redis holds whatever earlier tests left there. */
    public static RedissonClient redisson() {
        return Holder.SERVERS.redisson;
    }

    /** The client of {@link #redisson()}, after everything in Redis has been deleted. */
    public static RedissonClient emptyRedisson() {
        redisson().getKeys().flushall();
        return redisson();
    }

    /** A pool of up to 10 connections to a new, empty database. Close it in the test: the server has 60 connections for all. */
    public static HikariDataSource newDatabase() throws SQLException {
        TestServers servers = Holder.SERVERS;
        String name = "test_" + servers.databases.incrementAndGet();
        try (Connection connection = servers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(servers.database.jdbcUrl().replaceFirst("/[^/]*$", "/" + name));
        config.setUsername(servers.database.user());
        config.setPassword(servers.database.password());
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** A pool to a new database with the product's schema. Close it in the test. */
    public static HikariDataSource newSchema() throws SQLException {
        HikariDataSource database = newDatabase();
        Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
        return database;
    }

    private void dropDatabasesOfEarlierRuns() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("drop database " + name);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private void stop() {
        redisson.shutdown();
        try {
            servers.close();
        } catch (EmbeddedServerException e) {
            throw new IllegalStateException(e);
        }
    }
}
