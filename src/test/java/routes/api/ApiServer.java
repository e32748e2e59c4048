package routes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.redisson.api.RKeys;
import org.redisson.api.RedissonClient;
import routes.config.Json;

/** The routes of {@code 80-api.camel.yaml} on a free port over a real PostgreSQL; Redis answers while {@link #redisUp} says so. */
final class ApiServer implements AutoCloseable {

    private final EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    private final HikariDataSource dataSource = new HikariDataSource();
    private final Main main = new Main();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    volatile boolean redisUp = true;

    ApiServer(Path cameraRoot, Path dataDir, Clock clock) throws Exception {
        dataSource.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        dataSource.setMaximumPoolSize(4);
        dataSource.setConnectionTimeout(1000);
        run(resource("/db/migration/V1__schema.sql"));
        main.bind("dataSource", dataSource);
        main.bind("redisson", redis());
        main.bind("clock", clock);
        main.addOverrideProperty("CAMERA_ROOT", cameraRoot.toString());
        main.addOverrideProperty("DATA_DIR", dataDir.toString());
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        main.configure().withRoutesIncludePattern("classpath:api/beans.camel.yaml,classpath:camel/80-api.camel.yaml");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:worker").routeId("worker").to("log:worker");
            }
        });
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", Integer.toString(port));
        main.start();
    }

    Readiness readiness() {
        return main.lookup("readiness", Readiness.class);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path) throws Exception {
        return Json.mapper().readTree(get(path).body());
    }

    void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The status line of an answer to a request line that no well-behaved client sends. */
    String statusLine(String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((requestLine + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)).readLine();
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = ApiServer.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private RedissonClient redis() {
        RKeys keys = (RKeys) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RKeys.class}, (proxy, method, arguments) -> {
            if (!redisUp) {
                throw new org.redisson.client.RedisConnectionException("down");
            }
            return 0L;
        });
        return (RedissonClient) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RedissonClient.class},
                (proxy, method, arguments) -> keys);
    }

    void stopDatabase() throws IOException {
        postgres.close();
    }

    @Override
    public void close() throws Exception {
        main.stop();
        dataSource.close();
        postgres.close();
    }
}
