package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import routes.config.Json;

class EventChangesIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("insert into cameras (id, name, folder_path) values ('door', 'Door', '/cameras/door')");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void oneEvent() throws Exception {
        server.run("""
                truncate events, outbox restart identity cascade;
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status,
                                    detection_count, enrichment_status)
                values ('batch-1', 'door', now(), now(), 50, 'medium', 'Somebody is there', '{}', 'complete', 1, '{}')""");
    }

    @Test
    void keeps_what_a_person_says_and_tells_everybody() throws Exception {
        HttpResponse<byte[]> answer = server.sendJson("PATCH", "/api/events/1", """
                {"reviewed": true, "flagged": true, "notes": "It's only\\nthe \\"cat\\" <b>\\u2603</b>", "snooze_until": "2026-01-09T13:00:00+01:00", "version": 1}""");
        JsonNode event = ApiServer.json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(event.path("version").asInt()).isEqualTo(2);
        assertThat(event.path("reviewed").asBoolean()).isTrue();
        assertThat(event.path("notes").asText()).isEqualTo("It's only\nthe \"cat\" <b>\u2603</b>");
        assertThat(event.path("snooze_until").asText()).isEqualTo("2026-01-09T12:00:00.000Z");
        JsonNode message = messages().get(0);
        assertThat(message.path("type").asText()).isEqualTo("event.updated");
        assertThat(message.path("data").path("version").asInt()).isEqualTo(2);
        assertThat(message.path("data").path("event_id").asInt()).isEqualTo(1);
        assertThat(message.path("data").path("reviewed").asBoolean()).isTrue();

        server.sendJson("PATCH", "/api/events/1", "{\"notes\": null, \"snooze_until\": null}");
        JsonNode cleared = server.json("/api/events/1");
        assertThat(cleared.path("notes").isNull()).isTrue();
        assertThat(cleared.path("snooze_until").isNull()).isTrue();
        assertThat(cleared.path("reviewed").asBoolean()).as("what is not sent stays").isTrue();
        assertThat(cleared.path("version").asInt()).isEqualTo(3);
    }

    @Test
    void says_nothing_when_nothing_changes() throws Exception {
        assertThat(ApiServer.json(server.sendJson("PATCH", "/api/events/1", "{\"reviewed\": false}")).path("version").asInt()).isEqualTo(1);
        assertThat(messages()).isEmpty();
    }

    @Test
    void refuses_a_change_that_is_based_on_an_old_version() throws Exception {
        server.sendJson("PATCH", "/api/events/1", "{\"reviewed\": true}");
        HttpResponse<byte[]> answer = server.sendJson("PATCH", "/api/events/1", "{\"reviewed\": false, \"version\": 1}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(ApiServer.json(answer).path("error_code").asText()).isEqualTo("VERSION_CONFLICT");
        assertThat(ApiServer.json(answer).path("current_version").asInt()).isEqualTo(2);
        assertThat(server.json("/api/events/1").path("reviewed").asBoolean()).isTrue();
        assertThat(messages()).hasSize(1);
    }

    @Test
    void lets_exactly_one_of_many_win_who_change_the_same_version() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> changes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String notes = "{\"version\": 1, \"notes\": \"client " + i + "\"}";
            changes.add(() -> server.sendJson("PATCH", "/api/events/1", notes).statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> status : clients.invokeAll(changes)) {
            statuses.add(status.get());
        }
        clients.shutdown();

        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
        assertThat(server.json("/api/events/1").path("version").asInt()).isEqualTo(2);
        assertThat(messages()).hasSize(1);
    }

    @Test
    void deletes_softly_and_restores() throws Exception {
        HttpResponse<byte[]> deleted = server.send("DELETE", "/api/events/1");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(server.send("DELETE", "/api/events/1").statusCode()).as("again").isEqualTo(204);
        assertThat(server.json("/api/events").path("items")).isEmpty();
        assertThat(server.json("/api/events?include_deleted=true").path("items")).hasSize(1);
        assertThat(ApiServer.json(server.sendJson("PATCH", "/api/events/1", "{\"reviewed\": true}")).path("error_code").asText()).isEqualTo("EVENT_DELETED");

        JsonNode restored = ApiServer.json(server.send("POST", "/api/events/1/restore"));
        assertThat(restored.path("deleted_at").isNull()).isTrue();
        assertThat(restored.path("version").asInt()).isEqualTo(3);
        assertThat(server.send("POST", "/api/events/1/restore").statusCode()).as("again").isEqualTo(200);
        assertThat(messages()).extracting(message -> message.path("type").asText()).containsExactly("event.deleted", "event.updated");
        assertThat(messages()).extracting(message -> message.path("data").path("version").asInt()).containsExactly(2, 3);
    }

    @Test
    void has_an_event_analysed_again() throws Exception {
        HttpResponse<byte[]> answer = server.send("POST", "/api/events/1/analyze");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(ApiServer.json(answer).path("analysis_status").asText()).isEqualTo("fallback");
        assertThat(ApiServer.json(answer).path("analysis_error").asText()).isEqualTo("requested");
        assertThat(server.send("POST", "/api/events/1/analyze").statusCode()).as("again").isEqualTo(202);
        assertThat(messages()).hasSize(1);
        server.send("DELETE", "/api/events/1");
        assertThat(server.send("POST", "/api/events/1/analyze").statusCode()).isEqualTo(409);
    }

    @Test
    void says_that_no_model_is_there(@TempDir Path other) throws Exception {
        try (ApiServer rulesOnly = new ApiServer(other, Clock.systemUTC(), "NEMOTRON_ENABLED", "false")) {
            HttpResponse<byte[]> answer = rulesOnly.send("POST", "/api/events/1/analyze");
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(ApiServer.json(answer).path("error_code").asText()).isEqualTo("ANALYSIS_NOT_CONFIGURED");
        }
    }

    @ParameterizedTest
    @CsvSource({"PATCH, /api/events/99", "DELETE, /api/events/99", "POST, /api/events/99/restore", "POST, /api/events/99/analyze"})
    void knows_no_other_event(String method, String path) throws Exception {
        assertThat(server.sendJson(method, path, "{\"reviewed\": true}").statusCode()).isEqualTo(404);
    }

    @Test
    void writes_down_who_changed_what() throws Exception {
        Logger audit = (Logger) LoggerFactory.getLogger("routes.api.audit");
        ListAppender<ILoggingEvent> lines = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent line) {
                line.prepareForDeferredProcessing();
                super.append(line);
            }
        };
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
        try {
            server.send("PATCH", "/api/events/1", HttpRequest.BodyPublishers.ofString("{\"notes\":\"a\\nb\"}"),
                    "Content-Type", "application/json", "X-Request-ID", "change-7", "X-API-Key", "secret");
            server.send("PATCH", "/api/events/1", HttpRequest.BodyPublishers.ofString("{\"version\":1,\"reviewed\":true}"), "Content-Type", "application/json");
            server.get("/api/events/1");
        } finally {
            audit.detachAppender(lines);
            audit.setLevel(null);
        }

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getMDCPropertyMap()).as("for every line, whoever logs it").containsEntry("request_id", "change-7");
        assertThat(lines.list.get(0).getFormattedMessage()).startsWith("request change-7 by key 2bb80d53 at 127.0.0.1: updateEvent {id=1}")
                .contains("notes").doesNotContain("secret").doesNotContain("\n");
    }

    private static List<JsonNode> messages() throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        JsonNode all = Json.mapper().readTree(server.value("select coalesce(jsonb_agg(message order by id), '[]')::text from outbox"));
        all.forEach(messages::add);
        return messages;
    }
}
