package bench.pipeline;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import routes.embedded.EmbeddedDatabase;
import routes.embedded.EmbeddedServers;

/** PostgreSQL and Redis as processes of their own, with the product's own settings for them: every commit and every second on disk. */
final class Servers implements AutoCloseable {

    static final Path FOLDER = Path.of("target", "bench", "servers").toAbsolutePath();

    private final Path folder;
    private final EmbeddedServers servers;
    private final EmbeddedDatabase cluster;
    private final String redisUrl;
    private final RedissonClient redisson;
    private int databases;

    /** @param folder of their data */
    Servers(Path folder) throws Exception {
        this.folder = folder;
        this.servers = new EmbeddedServers(folder, true, true);
        EmbeddedServers.Endpoints endpoints = servers.start();
        if (!"on".equals(text(endpoints.database().orElseThrow(), "show track_commit_timestamp"))) {
            // when a row became visible is known to PostgreSQL alone
            execute(endpoints.database().orElseThrow(), "alter system set track_commit_timestamp = on");
            servers.close();
            endpoints = servers.start();
        }
        cluster = endpoints.database().orElseThrow();
        redisUrl = endpoints.redisUrl().orElseThrow();
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE).setThreads(2).setNettyThreads(1)
                .useSingleServer().setAddress(redisUrl).setConnectionMinimumIdleSize(1).setConnectionPoolSize(4);
        redisson = Redisson.create(config);
    }

    /** An empty database and an empty Redis. @return the database */
    EmbeddedDatabase fresh() throws SQLException {
        return create("");
    }

    /** A copy of the database that was found in the folder, and an empty Redis. @return the copy */
    EmbeddedDatabase copy() throws SQLException {
        String original = cluster.jdbcUrl().replaceFirst("^.*/", "");
        EmbeddedDatabase copy = create(" template " + original + " strategy file_copy");
        execute(cluster, "checkpoint");
        return copy;
    }

    void drop(EmbeddedDatabase database) throws SQLException {
        execute(administration(), "drop database if exists " + database.jdbcUrl().replaceFirst("^.*/", "") + " with (force)");
    }

    private EmbeddedDatabase create(String from) throws SQLException {
        redisson.getKeys().flushall();
        EmbeddedDatabase created = database("bench_" + ++databases);
        drop(created);
        execute(administration(), "create database bench_" + databases + from);
        return created;
    }

    /** Nobody may be connected to what is copied. */
    private EmbeddedDatabase administration() {
        return database("postgres");
    }

    private EmbeddedDatabase database(String name) {
        return new EmbeddedDatabase(cluster.jdbcUrl().replaceFirst("/[^/]*$", "/" + name), cluster.user(), cluster.password());
    }

    static String databaseUrl(EmbeddedDatabase database) {
        return database.jdbcUrl().replaceFirst("jdbc:postgresql://", "postgresql://" + database.user() + ":" + database.password() + "@");
    }

    String redisUrl() {
        return redisUrl;
    }

    RedissonClient redisson() {
        return redisson;
    }

    long waitingJobs() {
        return Stream.of("detection_queue", "batch_queue", "analysis_queue", "analysis_queue:fast")
                .mapToLong(queue -> redisson.getStream(queue).size()).sum();
    }

    /** CPU of both servers with all their processes. */
    Duration cpu() {
        List<ProcessHandle> roots = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().filter(line -> line.contains(folder.toString())).isPresent()).toList();
        return roots.stream().flatMap(root -> Stream.concat(Stream.of(root), root.descendants())).distinct()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws Exception {
        redisson.shutdown();
        servers.close();
    }
}
