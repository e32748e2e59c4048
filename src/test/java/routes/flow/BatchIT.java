package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Route batch: when a batch closes, what goes past it, and that everything about it happens once. No model is configured. */
class BatchIT {

    private static final Duration IDLE = Duration.ofMillis(700);
    private static final Duration WINDOW = Duration.ofMillis(2_000);
    private static final int MAX_DETECTIONS = 12;

    @TempDir
    static Path folder;
    private static ScriptedService detector;
    private static FlowApp app;

    @BeforeAll
    static void start() throws Exception {
        detector = new ScriptedService(json(seen(detection("cat", 0.6))));
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "BATCH_MAX_DETECTIONS", "" + MAX_DETECTIONS, "FAST_PATH_COOLDOWN_SECONDS", "600"),
                Map.of("BATCH_IDLE_TIMEOUT_SECONDS", "0.7", "BATCH_WINDOW_SECONDS", "2"), new FlowApp.SharedServers());
    }

    @AfterAll
    static void stop() {
        app.close();
        detector.close();
    }

    @Test
    void closes_when_nothing_new_came_for_the_idle_time() {
        detector.always(json(seen(detection("cat", 0.6), detection("dog", 0.7))));
        Pictures.drop(app, "idle");
        eventually(() -> assertThat(batches("idle")).hasSize(1));

        JsonNode batch = batches("idle").get(0);
        assertThat(batch.path("batch_id").asText()).matches("batch-[0-9a-f]{16}");
        assertThat(batch.path("close_reason").asText()).isEqualTo("idle");
        assertThat(batch.path("detection_count").asInt()).isEqualTo(2);
        assertThat(ids(batch)).isEqualTo(detections("idle"));
        assertThat(batch.path("started_at").asText()).isEqualTo("2026-01-09T12:00:00.123Z");
        assertThat(Instant.parse(batch.path("closed_at").asText())).isBetween(storedAt("idle").plus(IDLE).minusMillis(100), storedAt("idle").plus(IDLE).plusSeconds(1));

        eventually(() -> assertThat(events("idle")).hasSize(1));
        assertThat(events("idle").get(0)).containsEntry("batch_id", batch.path("batch_id").asText()).containsEntry("is_fast_path", false)
                .containsEntry("detection_count", 2).containsEntry("analysis_status", "rules");
        everyDetectionHasOneEvent("idle");
    }

    @Test
    void closes_at_the_end_of_its_window_while_detections_still_come() {
        detector.always(json(seen(detection("cat", 0.6))));
        Instant begin = Instant.now();
        // on a machine that stalls, one before it may have closed by its idle time
        while (timedOut("busy").isEmpty() && begin.plusSeconds(60).isAfter(Instant.now())) {
            long stored = detections("busy").size();
            Pictures.drop(app, "busy");
            eventually(() -> assertThat(detections("busy")).hasSizeGreaterThan((int) stored));
            Instant next = Instant.now().plusMillis(250);
            eventually(() -> assertThat(Instant.now()).isAfter(next));
        }
        assertThat(timedOut("busy")).isNotEmpty();
        JsonNode batch = timedOut("busy").get(0);
        Instant first = Instant.parse(app.database.row("select iso(min(i.processed_at)) as at from images i join detections d on d.image_id = i.id where d.batch_id = ?",
                batch.path("batch_id").asText()).get("at").toString());
        assertThat(Instant.parse(batch.path("closed_at").asText())).isBetween(first.plus(WINDOW).minusMillis(100), first.plus(WINDOW).plusSeconds(1));
        eventually(() -> assertThat(app.database.count("event_detections e join detections d on d.id = e.detection_id where d.camera_id = 'busy'"))
                .isEqualTo(detections("busy").size()));
        everyDetectionHasOneEvent("busy");
    }

    @Test
    void closes_at_once_when_it_is_full() {
        String[] many = new String[MAX_DETECTIONS + 1];
        java.util.Arrays.fill(many, detection("cat", 0.6));
        detector.always(json(seen(many)));
        Pictures.drop(app, "full");
        eventually(() -> assertThat(batches("full")).hasSize(2));
        assertThat(batches("full")).extracting(batch -> batch.path("close_reason").asText()).containsExactly("max_size", "idle");
        assertThat(batches("full")).extracting(batch -> batch.path("detection_count").asInt()).containsExactly(MAX_DETECTIONS, 1);
        eventually(() -> assertThat(events("full")).hasSize(2));
        everyDetectionHasOneEvent("full");
    }

    @Test
    void a_clear_person_is_judged_at_once_and_the_next_ones_join_the_batch() {
        detector.always(json(seen(detection("person", 0.95), detection("person", 0.97), detection("person", 0.89), detection("car", 0.99))));
        Pictures.drop(app, "gate");
        eventually(() -> assertThat(events("gate")).hasSize(1));
        Map<String, Object> urgent = events("gate").get(0);
        long first = detections("gate").get(0);
        assertThat(urgent).containsEntry("batch_id", "fast_path_" + first).containsEntry("is_fast_path", true).containsEntry("detection_count", 1);

        eventually(() -> assertThat(events("gate")).hasSize(2));
        assertThat(events("gate").get(1)).containsEntry("is_fast_path", false).containsEntry("detection_count", 3);
        assertThat(batches("gate")).extracting(batch -> batch.path("close_reason").asText()).containsExactly("fast_path", "idle");
        everyDetectionHasOneEvent("gate");
    }

    @Test
    void a_redelivered_message_makes_no_second_batch_and_no_second_event() {
        detector.always(json(seen(detection("person", 0.95), detection("dog", 0.7))));
        Map<String, Object> job = Pictures.drop(app, "twice");
        eventually(() -> assertThat(events("twice")).hasSize(2));
        String before = "" + batches("twice") + events("twice") + app.database.messages("event", "twice");

        String message = app.database.row("""
                select jsonb_build_object('camera_id', camera_id, 'image_id', min(image_id), 'pipeline_start_time', '2026-01-09T12:00:00.123Z',
                    'timings', jsonb_build_object('watched', 1, 'queued', 1, 'detected', 1),
                    'detections', jsonb_agg(jsonb_build_object('id', id, 'object_type', object_type, 'confidence', round(confidence::numeric, 4), 'bbox', bbox(detections),
                    'detected_at', iso(detected_at), 'file_path', file_path) order by id))::text as message
                from detections where camera_id = 'twice' group by camera_id""").get("message").toString();
        app.queues.send("batch_queue", message);
        app.queues.send("detection_queue", Pictures.json(job));
        eventually(() -> assertThat(app.queues.depth("detection_queue") + app.queues.depth("batch_queue")).isZero());
        eventually(() -> assertThat(app.queues.keys("batch:open:twice") + app.queues.keys("batch:closing:*")).isZero());
        eventually(() -> assertThat(app.queues.depth("analysis_queue") + app.queues.depth("analysis_queue:fast")).isZero());
        assertThat("" + batches("twice") + events("twice") + app.database.messages("event", "twice")).isEqualTo(before);
        assertThat(app.queues.deadLetters("batch_queue")).noneMatch(entry -> entry.toString().contains("twice"));
        assertThat(app.queues.deadLetters("analysis_queue")).isEmpty();
    }

    @Test
    void a_message_that_breaks_its_contract_is_dead_lettered_at_once() {
        List<String> bad = List.of("", "null", "[]", "not json", "{}", "{\"camera_id\":\"x\",\"image_id\":1,\"pipeline_start_time\":\"2026-01-09T12:00:00Z\",\"detections\":[null]}",
                "{\"camera_id\":\"x\",\"image_id\":1,\"pipeline_start_time\":\"2026-01-09T12:00:00Z\",\"detections\":[{\"id\":0}]}");
        bad.forEach(message -> app.queues.send("batch_queue", message));
        eventually(() -> assertThat(app.queues.deadLetters("batch_queue")).hasSize(bad.size()));
        assertThat(app.queues.deadLetters("batch_queue")).allSatisfy(entry -> {
            assertThat(entry.path("category").asText()).as(entry.toString()).isEqualTo("validation_error");
            assertThat(entry.path("attempt_count").asInt()).isEqualTo(1);
        });
        app.queues.forgetDeadLetters("batch_queue");
    }

    private static List<JsonNode> batches(String camera) {
        return app.database.messages("detection.batch", camera);
    }

    private static List<JsonNode> timedOut(String camera) {
        return batches(camera).stream().filter(batch -> batch.path("close_reason").asText().equals("timeout")).toList();
    }

    private static List<Map<String, Object>> events(String camera) {
        return app.database.rows("select * from events where camera_id = ? order by id", camera);
    }

    private static List<Long> detections(String camera) {
        return app.database.rows("select id from detections where camera_id = ? order by id", camera).stream().map(row -> (Long) row.get("id")).toList();
    }

    private static List<Long> ids(JsonNode batch) {
        List<Long> ids = new ArrayList<>();
        batch.path("detection_ids").forEach(id -> ids.add(id.asLong()));
        return ids;
    }

    private static Instant storedAt(String camera) {
        return Instant.parse(app.database.row("select iso(min(processed_at)) as at from images where camera_id = ?", camera).get("at").toString());
    }

    private static void everyDetectionHasOneEvent(String camera) {
        assertThat(app.database.count("detections d where camera_id = ? and (select count(*) from event_detections e where e.detection_id = d.id) <> 1", camera)).isZero();
    }
}
