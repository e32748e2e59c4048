package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.testing.TestClock;

/** The conversation with one client. */
class ClientSessionIT extends BroadcastSetup {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-09T12:00:00Z"));

    @BeforeEach
    void startWithClock() throws Exception {
        settings.clock = clock;
        start();
    }

    @Test
    void pings_every_interval_and_closes_a_silent_client() throws Exception {
        SocketClient silent = app.connect("/ws/events");
        silent.next("connected");
        SocketClient talking = app.connect("/ws/events");
        talking.next("connected");
        servers.store("event", "{}");
        long sequence = silent.next("event").path("sequence").longValue();
        clock.advance(Duration.ofSeconds(30));
        assertThat(silent.next()).hasToString("{\"type\":\"ping\",\"lastSeq\":" + sequence + "}");
        talking.send("{\"type\":\"pong\"}");
        talking.send("ping");
        talking.next("pong");
        clock.advance(Duration.ofSeconds(270));
        assertThat(silent.closeCode()).isEqualTo(1000);
        talking.send("{\"type\":\"ping\"}");
        talking.next("pong");
    }

    @Test
    void sends_again_what_a_client_does_not_acknowledge() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        servers.store("event", "{\"id\":1,\"is_alert\":true}");
        long first = client.next("event").path("sequence").longValue();
        client.send("{\"type\":\"ack\",\"data\":{\"sequence\":" + first + "}}");
        servers.store("event", "{\"id\":2,\"is_alert\":true}");
        client.next("event");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(31));
            JsonNode again = client.next("event");
            assertThat(again.path("redelivery").booleanValue()).isTrue();
            assertThat(again.path("data").path("id").intValue()).isEqualTo(2);
        }
    }

    @Test
    void sends_nothing_again_that_a_client_no_longer_wants() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        servers.store("event", "{\"id\":1,\"is_alert\":true}");
        client.next("event");
        client.send("{\"type\":\"ack\",\"data\":{\"sequence\":1}}");
        client.send("{\"type\":\"unsubscribe\"}");
        client.next("unsubscribed");
        clock.advance(Duration.ofSeconds(31));
        assertThat(client.next().path("type").asText()).isEqualTo("ping");
        assertThat(client.messages).isEmpty();
    }

    @Test
    void keeps_the_connection_after_an_error() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        client.send("{");
        assertThat(client.next().path("error").asText()).isEqualTo("invalid_json");
        client.send("null");
        assertThat(client.next().path("message").asText()).isEqualTo("The message must be a JSON object");
        client.send("{\"type\":\"dance\"}");
        JsonNode unknown = client.next();
        assertThat(unknown.path("type").asText()).isEqualTo("error");
        assertThat(unknown.path("error").asText()).isEqualTo("unknown_message_type");
        assertThat(unknown.path("details").path("type").asText()).isEqualTo("dance");
        client.send("{\"action\":\"subscribe\",\"events\":[\"event\"]}");
        assertThat(client.next()).hasToString("{\"action\":\"subscribed\",\"events\":[\"event\"]}");
        client.send("{\"type\":\"unsubscribe\"}");
        assertThat(client.next()).hasToString("{\"action\":\"unsubscribed\",\"events\":[]}");
        client.send("ping");
        assertThat(client.next()).hasToString("{\"type\":\"pong\"}");
    }

    @Test
    void tells_the_system_status_at_once_and_when_it_changes() throws Exception {
        app.sessions.deliver("system", "{\"type\":\"system_status\",\"data\":{\"health\":\"healthy\"}}");
        SocketClient system = app.connect("/ws/system");
        assertThat(system.next().path("connection_id").asText()).matches("ws-system-[0-9a-f]{8}");
        assertThat(system.next().path("data").path("health").asText()).isEqualTo("healthy");
        app.sessions.deliver("system", "{\"type\":\"system_status\",\"data\":{\"health\":\"degraded\"}}");
        assertThat(system.next().path("data").path("health").asText()).isEqualTo("degraded");
        system.send("{\"type\":\"resync\",\"data\":{\"last_sequence\":0}}");
        assertThat(system.next().path("error").asText()).isEqualTo("validation_error");
        servers.store("event", "{}");
        SocketClient events = app.connect("/ws/events");
        events.send("ping");
        events.next("pong");
        assertThat(system.messages).isEmpty();
    }
}
