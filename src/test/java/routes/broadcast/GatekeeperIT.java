package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.config.Json;

/** Who may connect, how often, and what the others are told. */
class GatekeeperIT extends BroadcastSetup {

    @BeforeEach
    void addRestRoute() {
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                rest("/api").get("/ping/{name}").to("direct:ping");
                from("direct:ping").setBody(simple("pong ${header.name} ${header.X-Request-ID}")).removeHeaders("*");
            }
        };
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
        assertThat(get(app.port(), "/api/ping/rex").headers().firstValue("Vary")).as("a kept answer is not for every origin").contains("Origin");
        HttpResponse<String> other = get(app.port(), "/api/ping/rex", "Origin", "http://evil.example");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(other.body()).contains("CORS_ORIGINS");
        assertThat(refusal("/ws/events", "Origin", "http://evil.example")).isEqualTo(403);
        app.connect("/ws/events", "Origin", "http://ok.example").next("connected");
        app.connect("/ws/events", "Origin", own).next("connected");
    }

    /** Whoever owns a name can let it point to this machine: a page under it is one of this host for its browser. */
    @Test
    void answers_without_a_key_only_under_names_that_nobody_outside_can_own() throws Exception {
        settings.host = "cameras.example";
        settings.origins = "http://ok.example, https://Home.Example:8443";
        start();
        for (String host : List.of("evil.example:" + app.port(), "evil.example", "EVIL.Example.", "127.0.0.1.evil.example", "local.evil.example",
                "evillan.example", "home.example.evil.example", "1.2.3.4.5", "https.example")) {
            assertThat(answer("GET /api/ping/rex HTTP/1.1\r\nHost: " + host)).as(host).startsWith("HTTP/1.1 403 ")
                    .contains("application/problem+json", "UNKNOWN_HOST", "CORS_ORIGINS", "API_KEY_ENABLED");
            assertThat(answer("GET /health HTTP/1.1\r\nHost: " + host)).as("probe of " + host).startsWith("HTTP/1.1 404 ");
            try (RawSocket socket = new RawSocket(app.port(), "/ws/events", "Host: " + host, "Origin: http://" + host)) {
                assertThat(socket.status()).as(host).isEqualTo(403);
            }
        }
        for (String host : List.of("127.0.0.1:8000", "192.168.1.5", "[::1]:8000", "[fd00::1]", "[::ffff:10.0.0.1]:80", "localhost:8000", "LocalHost.",
                "hearthwatch:8000", "door.localhost", "pi.local", "pi.LAN:8000", "a.b.internal", "pi.home.arpa", "cameras.example:8000",
                "ok.example", "home.example")) {
            assertThat(answer("GET /api/ping/rex HTTP/1.1\r\nHost: " + host)).as(host).startsWith("HTTP/1.1 200 ");
        }
        assertThat(answer("GET /api/ping/rex HTTP/1.0")).as("no browser").startsWith("HTTP/1.0 200 ");
        try (RawSocket socket = new RawSocket(app.port(), "/ws/events", "Host: pi.local")) {
            assertThat(socket.status()).isEqualTo(101);
        }
    }

    @Test
    void answers_under_any_name_whoever_has_a_key() throws Exception {
        settings.keysRequired = true;
        settings.apiKeys = "one";
        start();
        assertThat(answer("GET /api/ping/rex HTTP/1.1\r\nHost: home.example\r\nX-API-Key: one")).startsWith("HTTP/1.1 200 ");
        assertThat(answer("GET /api/ping/rex HTTP/1.1\r\nHost: home.example")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void answers_under_any_name_where_every_page_may_call() throws Exception {
        settings.origins = "*";
        start();
        assertThat(answer("GET /api/ping/rex HTTP/1.1\r\nHost: home.example")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refuses_after_the_upgrade_where_a_proxy_hides_the_status() throws Exception {
        settings.keysRequired = true;
        settings.apiKeys = "one";
        settings.connectionsPerMinute = 4;
        settings.refuseAfterUpgrade = true;
        start();
        SocketClient noKey = app.connect("/ws/events");
        assertThat(noKey.closeCode()).isEqualTo(1008);
        SocketClient wrongKey = app.connect("/ws/events", "Sec-WebSocket-Protocol", "api-key.two");
        assertThat(wrongKey.closeCode()).isEqualTo(1008);
        try (RawSocket unread = new RawSocket(app.port(), "/ws/events")) {
            assertThat(unread.readCloseCode()).isEqualTo(1008);
            assertThat(unread.isClosedByServer()).as("cut, although it never answered the close frame").isTrue();
        }
        app.connect("/ws/events?api_key=one").next("connected");
        SocketClient tooOften = app.connect("/ws/events?api_key=one");
        assertThat(tooOften.closeCode()).isEqualTo(1008);
        assertThat(noKey.messages).isEmpty();
        assertThat(tooOften.messages).isEmpty();
        assertThat(get(app.port(), "/api/ping/rex").statusCode()).isEqualTo(401);
    }

    @Test
    void the_token_of_web_sockets_opens_nothing_else() throws Exception {
        settings.keysRequired = true;
        settings.apiKeys = "one";
        settings.token = "tok";
        start();
        try (RawSocket pretender = new RawSocket(app.port(), "/api/ping/rex?token=tok")) {
            assertThat(pretender.status()).isEqualTo(401);
        }
    }

    @Test
    void echoes_the_key_as_sub_protocol_and_no_other() throws Exception {
        settings.keysRequired = true;
        settings.apiKeys = "one";
        start();
        assertThat(protocolOf("Sec-WebSocket-Protocol: graphql-ws, api-key.one , soap")).isEqualTo("api-key.one");
        assertThat(protocolOf("Sec-WebSocket-Protocol: graphql-ws", "Sec-WebSocket-Protocol: api-key.one")).isEqualTo("api-key.one");
        assertThat(protocolOf("Sec-WebSocket-Protocol: graphql-ws", "X-API-Key: one")).isEmpty();
        for (String odd : List.of("api-key.", "api-key", "API-KEY.one", ",,,", "api-key.one two", "\u00ff")) {
            try (RawSocket refused = new RawSocket(app.port(), "/ws/events", "Sec-WebSocket-Protocol: " + odd)) {
                assertThat(refused.status()).as(odd).isIn(400, 401);
            }
        }
    }

    private String answer(String head) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String protocolOf(String... headers) throws Exception {
        try (RawSocket client = new RawSocket(app.port(), "/ws/events", headers)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.readText()).contains("\"connected\"");
            return client.head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("");
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
