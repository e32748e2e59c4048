package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import routes.config.Json;

class ApiPortIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static BroadcastServers servers;
    private final BroadcastApp.Settings settings = new BroadcastApp.Settings();
    private BroadcastApp app;

    @BeforeAll
    static void startServers() throws Exception {
        servers = new BroadcastServers();
    }

    @AfterAll
    static void stopServers() throws Exception {
        servers.close();
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
    }

    private void start() throws Exception {
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                rest("/api").get("/ping/{name}").to("direct:ping");
                from("direct:ping").setBody(simple("pong ${header.name} ${header.X-Request-ID}")).removeHeaders("*");
            }
        };
        app = new BroadcastApp(servers, settings);
    }

    private HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void serves_rest_and_sockets_on_one_port_beside_the_management_server() throws Exception {
        int management = BroadcastServers.freePort();
        settings.properties.put("camel.management.enabled", "true");
        settings.properties.put("MANAGEMENT_HOST", "127.0.0.1");
        settings.properties.put("MANAGEMENT_PORT", Integer.toString(management));
        start();
        HttpResponse<String> pong = get(app.port(), "/api/ping/rex", "X-Request-ID", "abc.1-_");
        assertThat(pong.body()).isEqualTo("pong rex abc.1-_");
        assertThat(pong.headers().firstValue("X-Request-ID")).contains("abc.1-_");
        assertThat(pong.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(pong.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(pong.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(pong.headers().firstValue("Content-Security-Policy")).isPresent();
        app.connect("/ws/events").next("connected");
        assertThat(get(management, "/observe/health").statusCode()).isEqualTo(200);
        assertThat(get(management, "/api/ping/rex").statusCode()).isEqualTo(404);
    }

    @Test
    void works_with_a_fixed_port_too() throws Exception {
        settings.port = BroadcastServers.freePort();
        settings.properties.put("camel.management.enabled", "true");
        settings.properties.put("MANAGEMENT_PORT", Integer.toString(BroadcastServers.freePort()));
        start();
        assertThat(get(settings.port, "/api/ping/rex").body()).startsWith("pong rex ");
        app.connect("/ws/events").next("connected");
    }

    @Test
    void does_not_start_on_a_port_that_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            settings.port = taken.getLocalPort();
            assertThatThrownBy(this::start).hasStackTraceContaining("Cannot open the API port 127.0.0.1:" + settings.port);
        }
    }

    @Test
    void answers_faults_as_problems() throws Exception {
        start();
        HttpResponse<String> missing = get(app.port(), "/nothing", "X-Request-ID", "<script>");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.mapper().readTree(missing.body());
        assertThat(problem.path("error_code").asText()).isEqualTo("NOT_FOUND");
        assertThat(problem.path("request_id").asText()).matches("[0-9a-f-]{36}");
        assertThat(get(app.port(), "/ws/events").statusCode()).isEqualTo(426);
    }

    @Test
    void asks_for_the_key_before_the_upgrade() throws Exception {
        settings.keysRequired = true;
        settings.apiKeys = "one, two";
        settings.token = "tok";
        start();
        HttpResponse<String> refused = get(app.port(), "/api/ping/rex");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get(app.port(), "/api/ping/rex", "X-API-Key", "two").statusCode()).isEqualTo(200);
        assertThat(get(app.port(), "/api/ping/rex?api_key=one").statusCode()).isEqualTo(200);
        assertThat(get(app.port(), "/api/ping/rex?api_key=One").statusCode()).isEqualTo(401);
        assertThat(get(app.port(), "/api/ping/rex?token=tok").statusCode()).isEqualTo(401);
        assertThat(get(app.port(), "/web/../api/ping/rex").statusCode()).isEqualTo(401);
        assertThat(get(app.port(), "/web/%2e%2e/api/ping/rex").statusCode()).isEqualTo(401);
        assertThat(get(app.port(), "/health").statusCode()).isEqualTo(404);
        assertThat(refusal("/ws/events")).isEqualTo(401);
        assertThat(refusal("/ws/events?api_key=three")).isEqualTo(401);
        assertThat(refusal("/ws/events", "Sec-WebSocket-Protocol", "api-key.three")).isEqualTo(401);
        app.connect("/ws/events?api_key=one").next("connected");
        app.connect("/ws/events?token=tok").next("connected");
        app.connect("/ws/events", "X-API-Key", "two").next("connected");
        SocketClient byProtocol = app.connect("/ws/events", "Sec-WebSocket-Protocol", "api-key.two");
        assertThat(byProtocol.webSocket.getSubprotocol()).isEqualTo("api-key.two");
        byProtocol.next("connected");
    }

    @Test
    void limits_the_connections_of_an_address() throws Exception {
        settings.connectionsPerMinute = 3;
        start();
        for (int i = 0; i < 3; i++) {
            app.connect("/ws/events").next("connected");
        }
        assertThat(refusal("/ws/events")).isEqualTo(429);
        assertThat(get(app.port(), "/api/ping/rex").statusCode()).isEqualTo(200);
    }

    @Test
    void limits_the_requests_of_an_address_but_not_the_probes() throws Exception {
        settings.requestsPerMinute = 3;
        start();
        for (int i = 0; i < 3; i++) {
            assertThat(get(app.port(), "/api/ping/rex").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = get(app.port(), "/api/ping/rex");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("20");
        assertThat(Json.mapper().readTree(refused.body()).path("error_code").asText()).isEqualTo("RATE_LIMITED");
        assertThat(get(app.port(), "/health").statusCode()).isEqualTo(404);
        app.connect("/ws/events").next("connected");
    }

    @Test
    void lets_only_known_pages_call() throws Exception {
        settings.origins = "http://ok.example";
        start();
        String own = "http://127.0.0.1:" + app.port();
        assertThat(get(app.port(), "/api/ping/rex", "Origin", own).statusCode()).isEqualTo(200);
        HttpResponse<String> listed = get(app.port(), "/api/ping/rex", "Origin", "http://ok.example");
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.headers().firstValue("Access-Control-Allow-Origin")).contains("http://ok.example");
        HttpResponse<String> other = get(app.port(), "/api/ping/rex", "Origin", "http://evil.example");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refusal("/ws/events", "Origin", "http://evil.example")).isEqualTo(403);
        app.connect("/ws/events", "Origin", "http://ok.example").next("connected");
        app.connect("/ws/events", "Origin", own).next("connected");
    }

    @Test
    void nothing_that_a_client_sends_becomes_a_header() throws Exception {
        List<Object> headers = new ArrayList<>();
        settings.routeFiles = "classpath:none/*.yaml";
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("vertx-websocket:/ws/probe?fireWebSocketConnectionEvents=true")
                        .process(exchange -> headers.addAll(exchange.getMessage().getHeaders().keySet()));
            }
        };
        app = new BroadcastApp(servers, settings);
        SocketClient client = app.connect("/ws/probe?CamelVertxWebsocket.sendToAll=true&CamelFileName=x", "CamelBeanMethodName", "close");
        client.send("{}");
        Awaitility.await().until(() -> headers.size() == 6);
        assertThat(headers).containsOnly("CamelVertxWebsocket.event", "CamelVertxWebsocket.connectionKey", "CamelVertxWebsocket.remoteAddress");
    }

    @Test
    void handles_the_messages_of_a_client_in_order_and_off_the_event_loop() throws Exception {
        List<String> seen = new ArrayList<>();
        List<String> threads = new ArrayList<>();
        settings.routeFiles = "classpath:none/*.yaml";
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("vertx-websocket:/ws/probe?fireWebSocketConnectionEvents=true").process(exchange -> {
                    synchronized (seen) {
                        seen.add(exchange.getMessage().getHeader("CamelVertxWebsocket.event") + ":"
                                + (exchange.getMessage().getBody() instanceof String text ? text : ""));
                        threads.add(Thread.currentThread().getName());
                    }
                });
            }
        };
        app = new BroadcastApp(servers, settings);
        List<String> expected = new ArrayList<>(List.of("OPEN:"));
        SocketClient client = app.connect("/ws/probe");
        for (int i = 0; i < 5000; i++) {
            client.send("m" + i);
            expected.add("MESSAGE:m" + i);
        }
        client.webSocket.sendClose(1000, "").get(5, TimeUnit.SECONDS);
        expected.add("CLOSE:");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            synchronized (seen) {
                return seen.size() >= expected.size();
            }
        });
        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(threads).noneMatch(name -> name.contains("eventloop"));
    }

    @Test
    void closes_a_client_that_breaks_the_protocol_with_the_right_code() throws Exception {
        settings.maxMessage = 1000;
        start();
        SocketClient big = app.connect("/ws/events");
        big.send("x".repeat(1_000_000));
        assertThat(big.closeCode()).isEqualTo(1009);
        SocketClient fragmented = app.connect("/ws/events");
        for (int i = 0; i < 3; i++) {
            fragmented.webSocket.sendText("x".repeat(900), false).get(5, TimeUnit.SECONDS);
        }
        assertThat(fragmented.closeCode()).isEqualTo(1009);
        SocketClient binary = app.connect("/ws/events");
        binary.next("connected");
        binary.webSocket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(5, TimeUnit.SECONDS);
        assertThat(binary.next("error").path("error").asText()).isEqualTo("invalid_message_format");
        try (RawSocket raw = new RawSocket(app.port(), "/ws/events")) {
            raw.sendText(new byte[] {(byte) 0xc3, (byte) 0x28});
            assertThat(raw.readCloseCode()).isEqualTo(1007);
        }
    }

    @Test
    void closes_a_client_that_never_reads_and_delays_nobody() throws Exception {
        settings.clientQueue = 50;
        start();
        SocketClient reader = app.connect("/ws/events");
        reader.next("connected");
        try (RawSocket lazy = new RawSocket(app.port(), "/ws/events")) {
            String data = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
            int sent = 0;
            while (app.meters.get("hsi_websocket_connections").gauge().value() > 1) {
                servers.store("event", data);
                assertThat(reader.next("event").path("type").asText()).isEqualTo("event");
                assertThat(++sent).isLessThan(2000);
            }
        }
    }

    @Test
    void says_that_it_restarts() throws Exception {
        start();
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        SocketClient system = app.connect("/ws/system");
        system.next("connected");
        app.close();
        app = null;
        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(system.closeCode()).isEqualTo(1012);
    }

    @Test
    void slows_a_flooding_client_down_instead_of_buffering_it() throws Exception {
        start();
        SocketClient flood = app.connect("/ws/events");
        flood.next("connected");
        SocketClient other = app.connect("/ws/events");
        other.next("connected");
        for (int i = 0; i < 30_000; i++) {
            flood.webSocket.sendText("ping", true).join();
        }
        other.send("ping");
        other.next("pong");
        for (int i = 0; i < 30_000; i++) {
            flood.next("pong");
        }
    }

    private int refusal(String path, String... headers) {
        try {
            app.connect(path, headers).close();
            return 101;
        } catch (Exception e) {
            Throwable cause = e.getCause();
            assertThat(cause).isInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) cause).getResponse().statusCode();
        }
    }
}
