package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import org.apache.camel.builder.RouteBuilder;
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
                rest("/api").get("/ping/{name}").to("direct:ping");
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
        assertThat(get(app.port(), "/ws/events").statusCode()).isEqualTo(426);
    }
}
