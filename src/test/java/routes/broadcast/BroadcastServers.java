package routes.broadcast;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import routes.embedded.FreePort;
import routes.testing.TestServers;

/** A database with the product's schema, and a Redis of its own that may be killed, for one test class. */
final class BroadcastServers implements AutoCloseable {

    private final HikariDataSource database;
    private final Path folder;
    private final int redisPort;
    private Process redis;

    BroadcastServers() throws Exception {
        folder = Files.createTempDirectory("broadcast");
        database = TestServers.newSchema();
        redisPort = freePort();
        startRedis();
    }

    HikariDataSource dataSource() {
        HikariConfig config = new HikariConfig();
        database.copyStateTo(config);
        config.setPoolName(null);
        config.setMaximumPoolSize(6);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    RedissonClient redisson() {
        Config config = new Config();
        config.setThreads(4).setNettyThreads(4);
        config.useSingleServer().setAddress("redis://127.0.0.1:" + redisPort).setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(8).setSubscriptionConnectionMinimumIdleSize(1).setRetryAttempts(1).setTimeout(1000);
        return Redisson.create(config);
    }

    /** Adds a message as a stage of the pipeline does. */
    void store(String type, String data) throws SQLException {
        execute("insert into outbox (type, message) values ('" + type + "', '{\"type\":\"" + type + "\",\"data\":" + data + "}')");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long queryLong(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void startRedis() throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path program = folder.resolve("redis-server");
        if (!Files.exists(program)) {
            try (InputStream in = BroadcastServers.class.getResourceAsStream("/redis-server-7.0.15-" + os + "-" + arch)) {
                Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
            }
            program.toFile().setExecutable(true);
        }
        redis = new ProcessBuilder(program.toString(), "--bind", "127.0.0.1", "--port", Integer.toString(redisPort), "--save", "",
                "--dir", folder.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("redis.log").toFile()).start();
        Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", redisPort), 200);
                return true;
            }
        });
    }

    void killRedis() {
        redis.destroyForcibly().onExit().join();
    }

    static int freePort() throws IOException {
        return FreePort.find();
    }

    @Override
    public void close() throws Exception {
        killRedis();
        database.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
