package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.config.Json;

/** The one port for REST and WebSockets. */
class ApiPortIT extends BroadcastSetup {

    @BeforeEach
    void addRestRoute() {
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                rest("/api").get("/ping/{name}").to("direct:ping").patch("/ping/{name}").to("direct:change");
                from("direct:change").setBody(constant("changed")).removeHeaders("*");
                from("direct:ping").setBody(simple("pong ${header.name} ${header.X-Request-ID}")).removeHeaders("*");
            }
        };
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
        HttpResponse<String> noUpgrade = get(app.port(), "/ws/events");
        assertThat(noUpgrade.statusCode()).isEqualTo(426);
        assertThat(noUpgrade.headers().firstValue("Sec-WebSocket-Version")).contains("13");
    }

    @Test
    void says_what_is_wrong_with_an_upgrade() throws Exception {
        start();
        String upgrade = "Host: x\r\nUpgrade: websocket\r\n";
        assertThat(refusal("POST /ws/events HTTP/1.1\r\n" + upgrade + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"))
                .startsWith("HTTP/1.1 405 ").contains("METHOD_NOT_ALLOWED").containsIgnoringCase("\r\nallow: GET\r\n");
        assertThat(refusal("GET /ws/events HTTP/1.1\r\n" + upgrade + "Connection: Upgrade\r\nSec-WebSocket-Version: 13"))
                .startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
        assertThat(refusal("GET /ws/events HTTP/1.1\r\n" + upgrade + "Connection: close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"))
                .startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
        assertThat(refusal("GET /ws/events HTTP/1.1\r\n" + upgrade + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8"))
                .startsWith("HTTP/1.1 426 ").contains("UPGRADE_REQUIRED").contains("version 13");
    }

    @Test
    void answers_what_is_no_request_as_a_problem_and_hangs_up() throws Exception {
        start();
        String tooLong = refusal("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x");
        assertThat(tooLong).startsWith("HTTP/1.0 414 ").contains("\"error_code\":\"REQUEST_URI_TOO_LONG\"").contains("X-Content-Type-Options: nosniff").contains("X-Request-ID: ");
        assertThat(refusal("GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "x".repeat(9_000))).contains(" 431 ").contains("\"error_code\":\"REQUEST_HEADER_FIELDS_TOO_LARGE\"");
        assertThat(refusal("GET / HTTP/9.9\r\nHost: x")).startsWith("HTTP/1.1 400 ").contains("\"error_code\":\"BAD_REQUEST\"");
        assertThat(refusal("nonsense")).contains(" 400 ").contains("\"error_code\":\"BAD_REQUEST\"");
    }

    @Test
    void closes_connections_beyond_the_limit_and_takes_new_ones_when_others_have_gone() throws Exception {
        settings.maxConnections = 2;
        start();
        try (RawSocket one = new RawSocket(app.port(), "/ws/events")) {
            try (RawSocket two = new RawSocket(app.port(), "/ws/events"); Socket three = new Socket("127.0.0.1", app.port())) {
                assertThat(one.status() + two.status()).isEqualTo(202);
                three.setSoTimeout(10_000);
                assertThat(three.getInputStream().read()).isEqualTo(-1);
            }
            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(get(app.port(), "/api/ping/rex").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void upgrades_that_have_a_body_keep_no_place_of_other_bodies() throws Exception {
        start();
        for (int i = 0; i < 140; i++) {
            // the empty line behind the head is the body
            try (RawSocket socket = new RawSocket(app.port(), "/ws/events", "Content-Length: 2\r\n")) {
                assertThat(socket.status()).as("upgrade " + i).isEqualTo(101);
            }
        }
        HttpRequest withBody = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/api/ping/rex"))
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}")).build();
        assertThat(HttpClient.newHttpClient().send(withBody, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void an_upgrade_brings_no_large_body() throws Exception {
        start();
        try (RawSocket socket = new RawSocket(app.port(), "/ws/events", "Content-Length: 10000\r\n\r\n" + "x".repeat(10_000))) {
            assertThat(socket.status()).isEqualTo(413);
        }
    }

    /** Everything that comes until the server hangs up. */
    private String refusal(String head) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            if (head.contains("HTTP/1.1")) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
