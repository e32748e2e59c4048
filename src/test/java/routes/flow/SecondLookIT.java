package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes second-look and look-again: events without a verdict get theirs when the model is back. */
class SecondLookIT {

    private static final Map<String, String> SHORTENED = Map.of("SECOND_LOOK_INTERVAL_SECONDS.ms", "50", "NEMOTRON_CB_RECOVERY_TIMEOUT.ms", "300");

    @TempDir
    Path folder;
    private ScriptedService detector;
    private ScriptedService model;
    private SameDatabase servers;
    private FlowApp app;

    @BeforeEach
    void start() throws Exception {
        detector = new ScriptedService(json(seen(detection("car", 0.8))));
        model = new ScriptedService(json(503, "{}").build());
        servers = new SameDatabase();
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_MAX_RETRIES", "1",
                "NEMOTRON_CB_FAILURE_THRESHOLD", "3"), SHORTENED, servers);
        // no second look before the test says so
        servers.execute("""
                create function not_yet() returns trigger language plpgsql as
                $$ begin new.second_look_at := now() + interval '1 hour'; return new; end $$;
                create trigger not_yet before insert on events for each row execute function not_yet()""");
    }

    @AfterEach
    void stop() {
        app.close();
        detector.close();
        model.close();
    }

    @Test
    void gives_the_oldest_events_their_verdict_when_the_model_is_back_and_tells_the_clients() {
        long first = fallback("front");
        long second = fallback("back");
        change("notes = 'my note', reviewed = true, version = version + 1, findings = cast(? as jsonb) where id = ?",
                "[{\"service\":\"florence\",\"kind\":\"caption\",\"detection_id\":null,\"data\":{\"result\":\"A red van\"}}]", first);
        Map<String, Object> before = app.database.row("select enrichment_status::text, timings::text, created_at from events where id = ?", first);
        model.reset(ModelAnswers.verdict(77));
        dueNow();
        eventually(() -> assertThat(app.database.count("events where analysis_status = 'complete'")).isEqualTo(2));

        assertThat(model.calls().get(0).body()).contains("A red van").contains("front");
        Map<String, Object> event = app.database.row("select *, verdict->>'risk_score' as scored from events where id = ?", first);
        assertThat(event).containsEntry("risk_score", 77).containsEntry("risk_level", "high").containsEntry("summary", "A van at the door")
                .containsEntry("scored", "77").containsEntry("analysis_error", null).containsEntry("version", 3)
                .containsEntry("notes", "my note").containsEntry("reviewed", true).containsEntry("second_look_at", null);
        assertThat(app.database.row("select enrichment_status::text, timings::text, created_at from events where id = ?", first)).isEqualTo(before);
        List<JsonNode> updates = app.database.messages("event.updated", "front");
        assertThat(updates).hasSize(1);
        assertThat(updates.get(0).path("id").asLong()).isEqualTo(first);
        assertThat(updates.get(0).path("version").asInt()).isEqualTo(3);
        assertThat(updates.get(0).path("risk_score").asInt()).isEqualTo(77);
        assertThat(updates.get(0).path("analysis_status").asText()).isEqualTo("complete");
        assertThat(updates.get(0).path("notes").asText()).isEqualTo("my note");
        assertThat(app.database.messages("event", "front")).hasSize(1);
        assertThat(app.database.messages("event.updated", "back")).singleElement().satisfies(m -> assertThat(m.path("id").asLong()).isEqualTo(second));
    }

    /** A look that failed during the outage had put the older one off. */
    @Test
    void the_oldest_event_is_first_also_when_it_was_put_off_meanwhile() {
        long older = fallback("front");
        fallback("back");
        model.reset(ModelAnswers.verdict(20));
        change("second_look_at = case when id = ? then now() - interval '1 second' else now() - interval '1 day' end", older);
        eventually(() -> assertThat(app.database.count("events where analysis_status = 'complete'")).isEqualTo(2));
        assertThat(model.calls().get(0).body()).contains("Camera: \\\"front\\\"");
    }

    @Test
    void leaves_the_event_as_it_is_while_the_model_is_down_and_asks_seldom() {
        long id = fallback("front");
        String before = app.database.row("select (to_jsonb(e) - 'second_look_at')::text as e from events e where id = ?", id).get("e").toString();
        eventually(() -> {
            dueNow();
            assertThat(app.breakers.isOpen("nemotron")).isTrue();
        });
        int asked = model.calls().size();
        Waiting.nothingHappensFor(900);

        assertThat(model.calls().size() - asked).as("trial calls only").isLessThanOrEqualTo(4);
        assertThat(app.database.row("select (to_jsonb(e) - 'second_look_at')::text as e from events e where id = ?", id)
                .get("e").toString().replaceAll("\"second_look_failures\": \\d", "")).isEqualTo(before.replaceAll("\"second_look_failures\": \\d", ""));
        assertThat(app.database.messages("event.updated", "front")).isEmpty();
    }

    @Test
    void gives_up_on_an_event_that_a_healthy_model_cannot_judge() {
        long id = fallback("front");
        model.reset(json(400, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":400}}").build());
        for (int look = 1; look <= 5; look++) {
            int failures = look;
            dueNow();
            eventually(() -> assertThat(app.database.row("select second_look_failures from events where id = ?", id))
                    .containsEntry("second_look_failures", failures));
        }
        assertThat(app.database.row("select second_look_at, analysis_status from events where id = ?", id))
                .containsEntry("second_look_at", null).containsEntry("analysis_status", "fallback");
        int asked = model.calls().size();
        dueNow();
        Waiting.nothingHappensFor(400);
        assertThat(model.calls()).hasSize(asked);
    }

    @Test
    void a_wrong_key_is_no_fault_of_the_event() {
        long id = fallback("front");
        app.breakers.all().get("nemotron").reset();
        model.reset(json(401, "{\"error\":{\"message\":\"Invalid API key\"}}").build());
        for (int look = 1; look <= 6; look++) {
            int asked = look;
            eventually(() -> {
                dueNow();
                assertThat(model.calls()).hasSizeGreaterThanOrEqualTo(asked);
            });
        }
        assertThat(app.breakers.refusal("nemotron")).hasValueSatisfying(reason -> assertThat(reason).contains("Invalid API key"));
        assertThat(app.breakers.isTripped("nemotron")).isFalse();
        model.reset(ModelAnswers.verdict(33));
        eventually(() -> {
            dueNow();
            assertThat(app.database.row("select analysis_status, second_look_failures from events where id = ?", id))
                    .containsEntry("analysis_status", "complete").containsEntry("second_look_failures", 0);
        });
        assertThat(app.breakers.refusal("nemotron")).isEmpty();
    }

    @Test
    void a_look_that_failed_is_put_off_for_longer_each_time() {
        long id = fallback("front");
        app.breakers.all().get("nemotron").reset();
        model.reset(json("{\"choices\":[{\"message\":{\"content\":\"I cannot judge this\"},\"finish_reason\":\"stop\"}]}"));
        dueNow();
        eventually(() -> assertThat(app.database.row("select second_look_failures, second_look_at > now() + interval '50 seconds' as later from events where id = ?", id))
                .containsEntry("second_look_failures", 1).containsEntry("later", true));
        dueNow();
        eventually(() -> assertThat(app.database.row("select second_look_failures, second_look_at > now() + interval '230 seconds' as later from events where id = ?", id))
                .containsEntry("second_look_failures", 2).containsEntry("later", true));
    }

    @Test
    void takes_an_event_that_a_crash_left_provisional() {
        long id = fallback("front");
        change("analysis_status = 'provisional', analysis_error = null where id = ?", id);
        model.reset(ModelAnswers.verdict(10));
        dueNow();
        eventually(() -> assertThat(app.database.row("select analysis_status, risk_score from events where id = ?", id))
                .containsEntry("analysis_status", "complete").containsEntry("risk_score", 10));
    }

    @Test
    void leaves_a_deleted_event_alone() {
        long id = fallback("front");
        change("deleted_at = now() where id = ?", id);
        model.reset(ModelAnswers.verdict(10));
        dueNow();
        Waiting.nothingHappensFor(400);
        assertThat(model.calls()).isEmpty();
    }

    @Test
    void two_instances_never_look_at_the_same_event() throws Exception {
        for (int i = 0; i < 6; i++) {
            fallback("camera_" + i);
        }
        model.reset(ModelAnswers.slow(40, 40));
        try (FlowApp other = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url()), SHORTENED, servers)) {
            dueNow();
            eventually(() -> assertThat(other.database.count("events where analysis_status = 'complete'")).isEqualTo(6));
        }
        assertThat(model.calls()).hasSize(6);
        assertThat(app.database.count("outbox where type = 'event.updated'")).isEqualTo(6);
    }

    /** An event whose analysis found no model; its second look is far away until the test says so. */
    private long fallback(String camera) {
        Pictures.drop(app, camera);
        eventually(() -> assertThat(app.database.row("select analysis_status from events where camera_id = ?", camera)).containsEntry("analysis_status", "fallback"));
        return ((Number) app.database.row("select id from events where camera_id = ?", camera).get("id")).longValue();
    }

    private void change(String assignments, Object... parameters) {
        app.database.rows("update events set " + assignments + " returning id", parameters);
    }

    private void dueNow() {
        change("second_look_at = started_at where second_look_at is not null");
    }
}
