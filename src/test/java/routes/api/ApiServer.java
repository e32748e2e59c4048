package routes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import routes.broadcast.ClientSessions;
import routes.broadcast.gate.ApiHttpServer;
import routes.broadcast.gate.Gatekeeper;
import routes.broadcast.socket.EventSocketComponent;
import routes.config.Json;
import routes.config.Settings;
import routes.remote.Breakers;
import routes.remote.Retries;
import routes.remote.ServiceKeys;
import routes.testing.TestServers;

/** The routes of {@code 80-api.camel.yaml} and {@code 70-broadcast.camel.yaml} with the product's beans behind the real gatekeeper, on a free port, over real servers. */
final class ApiServer implements AutoCloseable {

    private static final int WAIT_MILLIS = 1000;

    private final Path folder;
    private final HikariDataSource dataSource = pool();
    private final RedissonClient redisson = redisson();
    private final Vertx vertx = Vertx.vertx();
    private final Main main = new Main();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ClientSessions sessions;
    private final ApiHttpServer server;

    /** @param folder has the camera root {@code cameras} and the data directory {@code data} */
    ApiServer(Path folder, Clock clock, String... placeholders) throws Exception {
        this(folder, clock, "", placeholders);
    }

    /** One that asks for a key. @param keys comma-separated */
    static ApiServer withKeys(Path folder, String keys) throws Exception {
        return new ApiServer(folder, Clock.systemUTC(), keys, new String[0]);
    }

    private ApiServer(Path folder, Clock clock, String keys, String[] placeholders) throws Exception {
        this.folder = folder;
        run(resource("/db/migration/V1__schema.sql"));
        Settings settings = Settings.load(Map.of("CAMERA_ROOT", folder.resolve("cameras").toString(),
                "DATA_DIR", folder.resolve("data").toString()), Optional.empty());
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        sessions = new ClientSessions(vertx, dataSource, clock, meters, 1000, 30, 300, 30);
        server = new ApiHttpServer(vertx, "127.0.0.1", 0, 65_536, 262_144, 30, 4000, new Gatekeeper(clock, "127.0.0.1", !keys.isEmpty(), keys, "", 0, 0, "", false));
        main.bind("settings", settings);
        main.bind("serviceKeys", new ServiceKeys(settings));
        main.bind("retries", new Retries(2));
        main.bind("dataSource", dataSource);
        main.bind("redisson", redisson);
        main.bind("vertx", vertx);
        main.bind("clock", clock);
        main.bind("objectMapper", Json.mapper());
        main.bind("meterRegistry", meters);
        main.bind("breakers", new Breakers(meters));
        main.bind("clientSessions", sessions);
        main.bind("vertx-websocket", new EventSocketComponent(server));
        settings.asProperties().forEach(main::addOverrideProperty);
        main.addOverrideProperty("NEMOTRON_ENABLED", "true");
        for (String absent : new String[] {"FLORENCE", "CLIP", "ENRICHMENT"}) {
            main.addOverrideProperty(absent + "_ENABLED", "false");
        }
        for (int i = 0; i < placeholders.length; i += 2) {
            main.addOverrideProperty(placeholders[i], placeholders[i + 1]);
        }
        main.configure().withRoutesIncludePattern("classpath:camel/beans.camel.yaml,classpath:camel/errors.camel.yaml,classpath:camel/60-store.camel.yaml,classpath:camel/70-broadcast.camel.yaml,classpath:camel/80-api.camel.yaml,"
                + "classpath:camel/85-housekeeping.camel.yaml");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                for (String worker : new String[] {"detect", "batch", "analysis"}) {
                    from("direct:" + worker).routeId(worker).to("log:" + worker);
                }
            }
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                try {
                    server.install(starting.getCamelContext());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        sessions.start();
        main.start();
    }

    Readiness readiness() {
        return main.lookup("readiness", Readiness.class);
    }

    <T> T bean(String name, Class<T> type) {
        return main.lookup(name, type);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.getPort();
    }

    RedissonClient redis() {
        return redisson;
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        return send(method, path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> sendJson(String method, String path, String json) throws Exception {
        return send(method, path, HttpRequest.BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    HttpResponse<byte[]> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Contract.check(method, answer.uri(), answer);
        return answer;
    }

    JsonNode json(String path) throws Exception {
        return Json.mapper().readTree(get(path).body());
    }

    static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return Json.mapper().readTree(answer.body());
    }

    void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** First column of the first row, as text. */
    String value(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    Connection connection() throws SQLException {
        return dataSource.getConnection();
    }

    /** The status line of an answer to a request line that no well-behaved client sends. */
    String statusLine(String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.getOutputStream().write((requestLine + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)).readLine();
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = ApiServer.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** From now on the database refuses every connection. */
    void stopDatabase() throws SQLException {
        String name = value("select current_database()");
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl(), TestServers.user(), TestServers.password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + name + " allow_connections false");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        }
    }

    /** From now on this server's Redis client fails. */
    void stopRedis() {
        redisson.shutdown();
    }

    // a changed timeout of a running pool is seen half a minute later
    private static HikariDataSource pool() throws SQLException {
        try (HikariDataSource database = TestServers.newDatabase()) {
            HikariConfig config = new HikariConfig();
            database.copyStateTo(config);
            config.setConnectionTimeout(WAIT_MILLIS);
            return new HikariDataSource(config);
        }
    }

    private static RedissonClient redisson() {
        TestServers.emptyRedisson();
        Config config = new Config();
        config.useSingleServer().setAddress(TestServers.redisUrl()).setConnectionMinimumIdleSize(1).setConnectionPoolSize(8);
        return Redisson.create(config);
    }

    @Override
    public void close() {
        main.stop();
        sessions.close();
        if (!redisson.isShutdown()) {
            redisson.shutdown();
        }
        dataSource.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
