package routes.watch;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A PostgreSQL with the table {@code images} and a Redis, both real, for this package's tests. */
final class TestServers implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final Process redis;
    private final RedissonClient redisson;

    TestServers(Path dir) throws Exception {
        postgres = EmbeddedPostgres.builder().setOverrideWorkingDirectory(dir.resolve("pg").toFile()).start();
        try (var connection = dataSource().getConnection(); var statement = connection.createStatement()) {
            statement.execute("""
                    create table images (id bigint generated always as identity primary key, camera_id varchar not null, file_path text not null,
                      file_hash text not null, bytes bigint, captured_at timestamptz, status text not null, unique (camera_id, file_path, file_hash))""");
        }
        int port = freePort();
        redis = startRedis(dir, port);
        Config config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port).setConnectionMinimumIdleSize(1).setConnectionPoolSize(2).setRetryAttempts(20);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isListening(port));
        redisson = Redisson.create(config);
    }

    private static Process startRedis(Path dir, int port) throws IOException {
        Path binary = dir.resolve("redis-server");
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        try (InputStream content = TestServers.class.getResourceAsStream("/redis-server-7.0.15-" + os + "-" + arch)) {
            Files.copy(content, binary);
        }
        if (!binary.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + binary);
        }
        return new ProcessBuilder(binary.toString(), "--bind", "127.0.0.1", "--port", Integer.toString(port), "--save", "", "--dir", dir.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isListening(int port) {
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    DataSource dataSource() {
        return postgres.getPostgresDatabase();
    }

    RedissonClient redisson() {
        return redisson;
    }

    void execute(String sql) throws Exception {
        try (var connection = dataSource().getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void enqueue(String key, String field, String json) {
        redisson.getStream(key, StringCodec.INSTANCE).add(org.redisson.api.stream.StreamAddArgs.entry(field, json));
    }

    @Override
    public void close() throws Exception {
        redisson.shutdown();
        redis.destroy();
        postgres.close();
    }
}
