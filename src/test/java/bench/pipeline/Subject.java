package bench.pipeline;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.redisson.api.RTopic;
import org.redisson.client.codec.StringCodec;
import routes.embedded.EmbeddedDatabase;
import routes.embedded.FreePort;

/** What is measured: the product, or the hand-written loop, freshly started, and a subscriber to what it says. */
final class Subject implements AutoCloseable {

    private static final long PING_MILLIS = 30_000;
    private static final Path JAR = Path.of("target", "hearthwatch.jar").toAbsolutePath();

    final Child process;
    final Arrivals arrivals = new Arrivals();
    private final EmbeddedDatabase database;
    private final int managementPort;
    private final long rowsBefore;
    private final List<AutoCloseable> subscription = new ArrayList<>();

    private Subject(Child process, EmbeddedDatabase database, int managementPort) throws SQLException {
        this.process = process;
        this.database = database;
        this.managementPort = managementPort;
        this.rowsBefore = (long) number("select coalesce(max(id), 0) from images");
    }

    /** @param settings besides those that say where everything is */
    static Subject product(Servers servers, EmbeddedDatabase database, String servicesUrl, Path home, Path cameras, Map<String, String> settings) throws Exception {
        int apiPort = freePort();
        int managementPort = freePort();
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", Servers.databaseUrl(database), "REDIS_URL", servers.redisUrl(),
                "YOLO26_URL", servicesUrl, "NEMOTRON_URL", servicesUrl, "CAMERA_ROOT", cameras.toString(), "DATA_DIR", home.resolve("data").toString(),
                "API_PORT", Integer.toString(apiPort), "MANAGEMENT_PORT", Integer.toString(managementPort)));
        environment.putAll(settings);
        List<String> arguments = new ArrayList<>(Child.jvmOptions());
        arguments.addAll(List.of("-jar", JAR.toString()));
        Child child = Child.start("product", home, environment, arguments);
        child.awaitOutput("Hearthwatch is ready");
        Subject product = new Subject(child, database, managementPort);
        product.listenToSocket(apiPort);
        return product;
    }

    static Subject loop(Servers servers, String servicesUrl, Path home, Path cameras) throws Exception {
        EmbeddedDatabase database = servers.fresh();
        Flyway.configure().dataSource(database.jdbcUrl(), database.user(), database.password()).locations("classpath:db/migration").load().migrate();
        List<String> arguments = new ArrayList<>(Child.jvmOptions());
        arguments.addAll(List.of("-cp", String.join(File.pathSeparator, absoluteClassPath()), HandWrittenLoop.class.getName(), cameras.toString(), servicesUrl,
                servers.redisUrl(), database.jdbcUrl(), database.user(), database.password()));
        Child child = Child.start("loop", home, Map.of(), arguments);
        child.awaitOutput("ready");
        Subject loop = new Subject(child, database, 0);
        RTopic topic = servers.redisson().getTopic(HandWrittenLoop.CHANNEL, StringCodec.INSTANCE);
        int listener = topic.addListener(String.class, (channel, message) -> loop.arrivals.accept(message));
        loop.subscription.add(() -> topic.removeListener(listener));
        return loop;
    }

    /** A child runs in another directory. */
    static List<String> absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).toList();
    }

    private void listenToSocket(int port) throws Exception {
        Vertx vertx = Vertx.vertx();
        subscription.add(() -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(1 << 20))
                .connect(new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/ws/events"))
                .onSuccess(socket -> {
                    socket.textMessageHandler(arrivals::accept);
                    // who says nothing for WEBSOCKET_IDLE_TIMEOUT_SECONDS is taken for gone
                    vertx.setPeriodic(PING_MILLIS, timer -> socket.writeTextMessage("{\"type\": \"ping\"}"));
                })
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** When the row of each picture became visible, by number, in microseconds since the epoch. */
    Map<Integer, Long> rows() throws SQLException {
        Map<Integer, Long> rows = new HashMap<>();
        String sql = "select substring(file_path from '-(\\d+)\\.jpg$')::int, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint from images "
                + "where id > " + rowsBefore;
        try (Connection connection = Servers.connect(database); PreparedStatement query = connection.prepareStatement(sql); ResultSet found = query.executeQuery()) {
            while (found.next()) {
                rows.put(found.getInt(1), found.getLong(2));
            }
        }
        return rows;
    }

    double number(String sql) throws SQLException {
        try (Connection connection = Servers.connect(database); PreparedStatement query = connection.prepareStatement(sql); ResultSet found = query.executeQuery()) {
            found.next();
            return found.getDouble(1);
        }
    }

    /** The product's own metrics, by name with labels. */
    Map<String, Double> metrics() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + managementPort + "/observe/metrics")).build(), HttpResponse.BodyHandlers.ofString());
        Map<String, Double> metrics = new HashMap<>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return metrics;
    }

    static int freePort() throws IOException {
        return FreePort.find();
    }

    static Path emptyHome(Path home) throws IOException {
        if (Files.exists(home)) {
            try (var files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(home);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : subscription) {
            part.close();
        }
        process.close();
    }
}
