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

/** Routes alert, patience and provisional-event: a slow model delays the verdict, never the event. */
class ProvisionalIT {

    private static final Map<String, String> SHORTENED = Map.of("PROVISIONAL_AFTER_SECONDS.ms", "300", "SECOND_LOOK_INTERVAL_SECONDS.ms", "50");

    @TempDir
    Path folder;
    private ScriptedService detector;
    private ScriptedService model;
    private SameDatabase servers;
    private FlowApp app;

    @BeforeEach
    void start() throws Exception {
        detector = new ScriptedService(json(seen(detection("person", 0.95))));
        model = new ScriptedService(ModelAnswers.verdict(70));
        servers = new SameDatabase();
        app = app();
    }

    private FlowApp app() throws Exception {
        return new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_MAX_RETRIES", "1"), SHORTENED, servers);
    }

    @AfterEach
    void stop() {
        app.close();
        detector.close();
        model.close();
    }

    @Test
    void an_alert_never_waits_for_a_slow_model_and_gets_its_verdict_later() {
        model.always(ModelAnswers.slow(70, 1_500));
        Pictures.drop(app, "front");
        eventually(() -> assertThat(app.database.messages("event", "front")).hasSize(1));
        assertThat(app.database.messages("event", "front")).first().satisfies(event -> {
            assertThat(event.path("analysis_status").asText()).isEqualTo("provisional");
            assertThat(event.path("is_fast_path").asBoolean()).isTrue();
            assertThat(event.path("version").asInt()).isEqualTo(1);
        });
        assertThat(app.database.messages("event.updated", "front")).isEmpty();

        eventually(() -> assertThat(app.database.messages("event.updated", "front")).hasSize(1));
        JsonNode first = app.database.messages("event", "front").get(0);
        assertThat(app.database.messages("event.updated", "front")).first().satisfies(update -> {
            assertThat(update.path("id")).isEqualTo(first.path("id"));
            assertThat(update.path("analysis_status").asText()).isEqualTo("complete");
            assertThat(update.path("version").asInt()).isEqualTo(2);
            assertThat(update.path("risk_score").asInt()).isEqualTo(70);
        });
        assertThat(app.database.row("select second_look_at, (timings->>'stored')::int < 1500 as at_once, timings->>'analyzed' as analyzed from events"))
                .containsEntry("second_look_at", null).containsEntry("at_once", true).hasEntrySatisfying("analyzed", ms -> assertThat(ms).isNotNull());
        assertThat(app.count("hsi.events.created")).isEqualTo(1);
        assertThat(app.database.count("analysis_jobs")).isZero();
    }

    @Test
    void the_next_alert_does_not_wait_for_the_verdict_of_the_one_before() {
        model.always(ModelAnswers.slow(70, 1_500));
        List.of("one", "two", "three", "four").forEach(camera -> Pictures.drop(app, camera));
        eventually(() -> assertThat(app.database.count("events where analysis_status = 'provisional'")).isEqualTo(4));
        assertThat(app.database.count("events where analysis_status = 'complete'")).isZero();
    }

    @Test
    void a_batch_is_shown_when_its_verdict_takes_too_long() {
        detector.always(json(seen(detection("car", 0.8))));
        model.always(ModelAnswers.slow(40, 1_500));
        Pictures.drop(app, "drive");
        eventually(() -> assertThat(app.database.messages("event", "drive")).singleElement()
                .satisfies(event -> assertThat(event.path("analysis_status").asText()).isEqualTo("provisional")));
        eventually(() -> assertThat(app.database.messages("event.updated", "drive")).singleElement()
                .satisfies(event -> assertThat(event.path("analysis_status").asText()).isEqualTo("complete")));
        assertThat(app.database.count("events")).isEqualTo(1);
    }

    @Test
    void a_verdict_in_time_is_the_only_message() {
        detector.always(json(seen(detection("car", 0.8))));
        Pictures.drop(app, "drive");
        eventually(() -> assertThat(app.database.messages("event", "drive")).singleElement()
                .satisfies(event -> assertThat(event.path("analysis_status").asText()).isEqualTo("complete")));
        Waiting.nothingHappensFor(600);
        assertThat(app.database.messages("event.updated", "drive")).isEmpty();
        assertThat(app.database.row("select version, analysis_status from events")).containsEntry("version", 1).containsEntry("analysis_status", "complete");
    }

    @Test
    void a_failed_analysis_makes_a_provisional_event_a_fallback_one_and_keeps_what_people_wrote() {
        model.always(ModelAnswers.slow(70, 700).newBuilder().code(500).build());
        Pictures.drop(app, "front");
        eventually(() -> assertThat(app.database.count("events where analysis_status = 'provisional'")).isEqualTo(1));
        app.database.rows("update events set notes = 'that is me', reviewed = true, version = version + 1 returning id");
        eventually(() -> assertThat(app.database.messages("event.updated", "front")).singleElement().satisfies(update -> {
            assertThat(update.path("analysis_status").asText()).isEqualTo("fallback");
            assertThat(update.path("version").asInt()).isEqualTo(3);
        }));
        assertThat(app.database.row("select notes, reviewed from events")).containsEntry("notes", "that is me").containsEntry("reviewed", true);
    }

    @Test
    void a_crash_between_alert_and_verdict_loses_neither() throws Exception {
        model.always(ModelAnswers.slow(70, 60_000));
        Pictures.drop(app, "front");
        eventually(() -> assertThat(model.calls()).hasSize(1));
        eventually(() -> assertThat(app.database.count("events where analysis_status = 'provisional'")).isEqualTo(1));
        String job = app.database.row("select job::text as job from analysis_jobs").get("job").toString();
        app.close();

        model.reset(ModelAnswers.verdict(33));
        app = app();
        app.queues.send("analysis_queue:fast", job);
        eventually(() -> assertThat(app.database.row("select analysis_status, risk_score, version from events"))
                .containsEntry("analysis_status", "complete").containsEntry("risk_score", 33).containsEntry("version", 2));
        app.queues.send("analysis_queue:fast", job);
        eventually(() -> assertThat(app.queues.depth("analysis_queue:fast")).isZero());
        assertThat(app.database.messages("event.updated", "front")).hasSize(1);
    }
}
