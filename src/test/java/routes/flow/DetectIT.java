package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.Waiting.eventually;
import static routes.flow.ScriptedService.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import okio.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.detect.RejectedImage;

/** Route detect: what it asks the detector, and what it makes of the answers. */
class DetectIT {

    private static final String NOTHING = seen();

    @TempDir
    static Path folder;
    private static ScriptedService detector;
    private static FlowApp app;

    @BeforeAll
    static void start() throws Exception {
        detector = new ScriptedService(json(NOTHING));
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url().replace("//", "//cam:url-secret@"), "YOLO26_API_KEY", "secret-key", "FAST_PATH_OBJECT_TYPES", "none"));
    }

    @AfterAll
    static void stop() {
        app.close();
        detector.close();
    }

    @BeforeEach
    void forget() {
        detector.reset(json(NOTHING));
    }

    @Test
    void asks_as_the_contract_says() throws Exception {
        Path picture = Pictures.write(app.cameras.resolve("Front \"Door\""), "a \"b\"; filename=é\r\n.jpg");
        app.queues.send("detection_queue", Pictures.json(Pictures.job("front_door", picture)));
        eventually(() -> assertThat(detector.calls()).hasSize(1));

        ScriptedService.Call call = detector.lastCall();
        assertThat(call.request().getRequestLine()).isEqualTo("POST /detect HTTP/1.1");
        assertThat(call.header("Content-Type")).startsWith("multipart/form-data; boundary=");
        assertThat(call.header("X-API-Key")).isEqualTo("secret-key");
        assertThat(call.header("Authorization")).isEqualTo("Basic " + Base64.getEncoder().encodeToString("cam:url-secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(call.header("X-Request-ID")).matches("[A-Za-z0-9._-]{1,64}");
        assertThat(call.header("X-Camera-ID")).isEqualTo("front_door");
        assertThat(call.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(call.request().getHeaders().names()).noneMatch(name -> name.startsWith("Camel"));
        String latin = call.request().getBody().string(StandardCharsets.ISO_8859_1);
        assertThat(latin).containsOnlyOnce("Content-Disposition")
                .contains("Content-Disposition: form-data; name=\"file\"; filename=\"a__b___filename____.jpg\"\r\n")
                .contains("Content-Type: image/jpeg\r\n");
        assertThat(call.request().getBody().indexOf(ByteString.of(Files.readAllBytes(picture)), 0)).isPositive();
    }

    @Test
    void no_endpoint_and_no_record_shows_a_secret() {
        detector.always(json(400, "{\"detail\":\"secret-key and url-secret are no image\"}").build());
        Pictures.drop(app, "repeater");
        eventually(() -> assertThat(app.database.row("select reject_detail from images where camera_id = 'repeater'").get("reject_detail"))
                .isEqualTo("client_error: HTTP 400 *** and *** are no image"));
        assertThat(app.endpoints()).anyMatch(uri -> uri.endsWith("/detect") || uri.contains("/detect?")).noneMatch(uri -> uri.contains("secret"));
    }

    @Test
    void names_the_content_type_of_the_picture() {
        Path picture = Pictures.write(app.cameras.resolve("png"), "a.PNG");
        app.queues.send("detection_queue", Pictures.json(Pictures.job("png", picture)));
        eventually(() -> assertThat(detector.calls()).hasSize(1));
        assertThat(detector.lastCall().request().getBody().string(StandardCharsets.ISO_8859_1)).contains("Content-Type: image/png\r\n");
    }

    @Test
    void stores_picture_and_detections_with_all_their_fields_and_tells_the_clients() {
        detector.always(json(seen(detection("person", 0.95), "{\"class\":\"car\",\"confidence\":0.61234,\"bbox\":[1800.4,-5,300,100.6]}")));
        Path picture = Pictures.write(app.cameras.resolve("Back Yard"), "a.jpg");
        Map<String, Object> job = Pictures.job("back_yard", picture);
        app.queues.send("detection_queue", Pictures.json(job));
        eventually(() -> assertThat(app.database.messages("detection.new", "back_yard")).hasSize(2));

        Map<String, Object> camera = app.database.row("select name, folder_path, status, last_seen_at from cameras where id = 'back_yard'");
        assertThat(camera).containsEntry("name", "Back Yard").containsEntry("folder_path", picture.getParent().toString())
                .containsEntry("status", "online");
        assertThat(camera.get("last_seen_at")).isNotNull();
        Map<String, Object> image = app.database.row("select *, iso(captured_at) as captured from images where camera_id = 'back_yard'");
        assertThat(image).containsEntry("file_path", picture.toString()).containsEntry("file_hash", job.get("file_hash"))
                .containsEntry("width", 1920).containsEntry("height", 1080).containsEntry("bytes", 20_000L)
                .containsEntry("inference_ms", 15.2f).containsEntry("detection_count", 2).containsEntry("status", "detected")
                .containsEntry("reject_reason", null).containsEntry("captured", "2026-01-09T12:00:00.123Z");
        List<Map<String, Object>> detections = app.database.rows("select *, iso(detected_at) as detected from detections where camera_id = 'back_yard' order by id");
        assertThat(detections.get(0)).containsEntry("image_id", image.get("id")).containsEntry("object_type", "person")
                .containsEntry("confidence", 0.95f).containsEntry("file_path", picture.toString()).containsEntry("file_type", "image/jpeg")
                .containsEntry("detected", "2026-01-09T12:00:00.123Z").containsEntry("bbox_x", 100).containsEntry("bbox_y", 150)
                .containsEntry("bbox_width", 200).containsEntry("bbox_height", 400);
        assertThat(detections.get(1)).containsEntry("object_type", "car").containsEntry("bbox_x", 1800).containsEntry("bbox_y", 0)
                .containsEntry("bbox_width", 120).containsEntry("bbox_height", 96);

        JsonNode message = app.database.messages("detection.new", "back_yard").get(0);
        assertThat(message).isEqualTo(FlowDatabase.json("""
                {"detection_id":%s,"camera_id":"back_yard","label":"person","confidence":0.95,
                 "bbox":{"x":100,"y":150,"width":200,"height":400},"timestamp":"2026-01-09T12:00:00.123Z"}""".formatted(detections.get(0).get("id"))));
        assertThat(app.database.messages("camera_status", "back_yard")).hasSize(1)
                .allMatch(status -> status.path("event_type").asText().equals("camera.online"));
    }

    @Test
    void an_empty_scene_is_a_row_and_no_failure() {
        Pictures.drop(app, "empty");
        eventually(() -> assertThat(app.database.row("select status, detection_count, reject_reason from images where camera_id = 'empty'"))
                .containsEntry("status", "detected").containsEntry("detection_count", 0).containsEntry("reject_reason", null));
        settled();
        assertThat(detector.calls()).hasSize(1);
        assertThat(app.database.messages("detection.new", "empty")).isEmpty();
    }

    @Test
    void a_refused_picture_is_recorded_with_the_reason_and_asked_about_once() {
        detector.always(json(400, "{\"detail\":\"cannot identify image file\"}").build());
        long failures = failures();
        Pictures.drop(app, "refused");
        eventually(() -> assertThat(app.database.row("select status, reject_reason, reject_detail from images where camera_id = 'refused'"))
                .containsEntry("status", "rejected").containsEntry("reject_reason", "refused_by_detector")
                .hasEntrySatisfying("reject_detail", detail -> assertThat(detail).isEqualTo("client_error: HTTP 400 cannot identify image file")));
        settled();
        assertThat(detector.calls()).hasSize(1);
        assertThat(failures()).isEqualTo(failures);
        assertThat(app.queues.deadLetters("detection_queue")).isEmpty();
        assertThat(app.count("hsi.images.rejected", "reason", "refused_by_detector")).isPositive();
        assertThat(app.count("hsi.pipeline.errors", "error_type", "detector_client_error")).isPositive();
    }

    @Test
    void a_refusal_full_of_rubbish_is_stored_clean_and_short() {
        detector.always(json(422, "<html>\u0000\r\n" + "ж😀".repeat(100_000)).build());
        Pictures.drop(app, "rubbish");
        eventually(() -> assertThat(app.database.row("select status, reject_detail from images where camera_id = 'rubbish'").get("reject_detail").toString())
                .startsWith("client_error: HTTP 422").contains("<html>").hasSizeLessThan(300));
    }

    @Test
    void a_picture_that_has_gone_is_recorded_as_missing() {
        Path gone = app.cameras.resolve("gone/a.jpg");
        app.queues.send("detection_queue", Pictures.json(Pictures.job("gone", gone)));
        eventually(() -> assertThat(app.database.row("select status, reject_reason, reject_detail from images where camera_id = 'gone'"))
                .containsEntry("status", "rejected").containsEntry("reject_reason", "file_missing").containsEntry("reject_detail", null));
        settled();
        assertThat(detector.calls()).isEmpty();
    }

    @Test
    void a_picture_that_was_refused_and_is_there_again_is_detected_now() {
        detector.always(json(seen(detection("cat", 0.7))));
        Path file = app.cameras.resolve("back/again.jpg");
        Map<String, Object> job = Pictures.job("back", Pictures.write(file.getParent(), "again.jpg"));
        app.send("direct:reject-image", new RejectedImage("back", "back", "/back", file.toString(), job.get("file_hash").toString(), null, null, 20_000L,
                Pictures.TAKEN, "file_missing", null));
        app.database.row("update images set processed_at = now() - interval '2 hours' where camera_id = 'back' returning id");
        app.queues.send("detection_queue", Pictures.json(job));
        eventually(() -> assertThat(app.database.row("select status, reject_reason, detection_count, processed_at > now() - interval '1 hour' as now "
                + "from images where camera_id = 'back'"))
                .containsEntry("status", "detected").containsEntry("reject_reason", null).containsEntry("detection_count", 1).containsEntry("now", true));
        settled();
        assertThat(app.database.messages("detection.new", "back")).hasSize(1);
    }

    @Test
    void a_picture_that_is_refused_again_has_the_latest_reason_and_one_that_was_detected_has_none() {
        app.send("direct:reject-image", refused("/once.jpg", 8, 6, "truncated", "ends early"));
        app.send("direct:reject-image", refused("/once.jpg", null, null, "file_missing", null));
        assertThat(app.database.row("select reject_reason, reject_detail, width, height from images where file_path = '/once.jpg'"))
                .containsEntry("reject_reason", "file_missing").containsEntry("reject_detail", null).containsEntry("width", null).containsEntry("height", null);
        app.send("direct:reject-image", refused("/once.jpg", 1920, 1080, "refused_by_detector", "client_error: HTTP 400"));
        assertThat(app.database.row("select reject_reason, reject_detail, width, height from images where file_path = '/once.jpg'"))
                .containsEntry("reject_reason", "refused_by_detector").containsEntry("reject_detail", "client_error: HTTP 400")
                .containsEntry("width", 1920).containsEntry("height", 1080);

        app.database.row("update images set status = 'detected', reject_reason = null, reject_detail = null where file_path = '/once.jpg' returning id");
        app.send("direct:reject-image", refused("/once.jpg", 8, 6, "given_up", "its dead letter was deleted"));
        assertThat(app.database.row("select status, reject_reason, reject_detail, width, height from images where file_path = '/once.jpg'"))
                .containsEntry("status", "detected").containsEntry("reject_reason", null).containsEntry("reject_detail", null)
                .containsEntry("width", 1920).containsEntry("height", 1080);
    }

    private static RejectedImage refused(String path, Integer width, Integer height, String reason, String detail) {
        return new RejectedImage("once", "once", "/once", path, "", width, height, 20_000L, Pictures.TAKEN, reason, detail);
    }

    @Test
    void a_picture_whose_file_was_overwritten_is_missing_and_the_other_one_does_not_count_as_it() throws Exception {
        Path file = Pictures.write(app.cameras.resolve("snapshot"), "latest.jpg");
        String first = Pictures.json(Pictures.job("snapshot", file));
        Files.move(Pictures.write(file.getParent(), "next.jpg"), file, StandardCopyOption.REPLACE_EXISTING);
        Map<String, Object> second = Pictures.job("snapshot", file);
        app.queues.send("detection_queue", first);
        app.queues.send("detection_queue", Pictures.json(second));
        eventually(() -> assertThat(app.database.rows("select file_hash, reject_reason from images where camera_id = 'snapshot'")).hasSize(2));
        assertThat(app.database.row("select reject_reason from images where camera_id = 'snapshot' and file_hash = ?", second.get("file_hash")))
                .containsEntry("reject_reason", null);
        assertThat(app.database.count("images where camera_id = 'snapshot' and reject_reason = 'file_missing'")).isEqualTo(1);
        settled();
        assertThat(detector.calls()).hasSize(1);
    }

    @Test
    void a_duplicate_of_a_picture_that_had_gone_is_none_whichever_is_recorded_first() {
        Path gone = app.cameras.resolve("renamed/before.jpg");
        Map<String, Object> job = Pictures.job("renamed", gone);
        String hash = job.get("file_hash").toString();
        app.queues.keep("dedupe:renamed:" + hash, gone.toString());
        app.send("direct:reject-image", duplicate("/1.jpg", hash, gone));
        app.send("direct:reject-image", duplicate("/other.jpg", hash, gone.resolveSibling("still-there.jpg")));
        assertThat(app.database.count("images where camera_id = 'renamed' and reject_reason = 'duplicate'")).isEqualTo(2);

        app.queues.send("detection_queue", Pictures.json(job));
        eventually(() -> assertThat(app.database.count("images where camera_id = 'renamed' and reject_reason = 'file_missing'")).isEqualTo(1));
        settled();
        app.send("direct:reject-image", duplicate("/2.jpg", hash, gone));
        assertThat(app.database.rows("select file_path from images where camera_id = 'renamed' and reject_reason = 'duplicate'"))
                .containsExactly(Map.of("file_path", "/other.jpg"));
        assertThat(app.queues.keys("dedupe:renamed:*")).as("the content is not known any more").isZero();
    }

    private static RejectedImage duplicate(String path, String hash, Path of) {
        return new RejectedImage("renamed", "renamed", "/renamed", path, hash, 1, 1, 7L, Pictures.TAKEN, "duplicate", "same content as " + of);
    }

    @Test
    void keeps_the_good_detections_of_a_bad_answer() {
        double skipped = app.count("hsi.pipeline.errors", "error_type", "unusable_detection");
        detector.always(json(seen("null", "7", "{}", "{\"class\":\"person\",\"confidence\":\"0.9\",\"bbox\":[1,2,3,4]}",
                "{\"class\":\"person\",\"confidence\":1.2,\"bbox\":[1,2,3,4]}", "{\"class\":\"person\",\"confidence\":0.9}", "{\"class\":5,\"confidence\":0.9,\"bbox\":[1,2,3,4]}",
                "{\"class\":\"person\",\"confidence\":0.9,\"bbox\":[1,2,3]}", "{\"class\":\"person\",\"confidence\":0.9,\"bbox\":[1,2,0,4]}",
                "{\"class\":\"person\",\"confidence\":0.9,\"bbox\":[5000,2,3,4]}", "{\"class\":\"\",\"confidence\":0.9,\"bbox\":[1,2,3,4]}",
                "{\"class\":\"per\\u0000son\",\"confidence\":0.9,\"bbox\":[1,2,3,4]}", "{\"class\":\"\\ud800\",\"confidence\":0.9,\"bbox\":[1,2,3,4]}",
                "{\"class\":\"person\",\"confidence\":1.0,\"bbox\":[1,2,3,4]}", "{\"class\":\"hedgehog\",\"confidence\":0.5,\"bbox\":[1,2,3,4]}")
                .replace("15.2", "1e300")));
        Pictures.drop(app, "mixed");
        eventually(() -> assertThat(app.database.rows("select object_type, confidence from detections where camera_id = 'mixed' order by id"))
                .containsExactly(Map.of("object_type", "person", "confidence", 1.0f), Map.of("object_type", "hedgehog", "confidence", 0.5f)));
        assertThat(app.count("hsi.pipeline.errors", "error_type", "unusable_detection") - skipped).isEqualTo(13);
        settled();
    }

    /** Every name of a metric is kept for ever. */
    @Test
    void a_detector_that_invents_classes_does_not_fill_the_metrics() {
        detector.always(json(seen(IntStream.range(0, 300).mapToObj(i -> detection("thing " + i, 0.9)).toArray(String[]::new))));
        Pictures.drop(app, "inventor");
        eventually(() -> assertThat(app.database.count("detections where camera_id = 'inventor' and object_type like 'thing %'")).isEqualTo(300));
        assertThat(app.meters.find("hsi.detections.by.class").counters()).hasSizeLessThanOrEqualTo(201);
        assertThat(app.count("hsi.detections.by.class", "object_class", "other")).isGreaterThanOrEqualTo(99);
    }

    @Test
    void drops_and_counts_what_the_detector_doubts() {
        double dropped = app.count("hsi.detections.filtered.low.confidence");
        detector.always(json(seen(detection("person", 0.49), detection("person", 0.0), detection("dog", 0.51))));
        Pictures.drop(app, "doubt");
        eventually(() -> assertThat(app.database.row("select object_type from detections where camera_id = 'doubt'")).containsEntry("object_type", "dog"));
        assertThat(app.count("hsi.detections.filtered.low.confidence") - dropped).isEqualTo(2);
    }

    @Test
    void a_redelivered_job_changes_nothing_whatever_the_detector_says_the_second_time() {
        Map<String, Object> empty = Pictures.drop(app, "again");
        eventually(() -> assertThat(app.database.count("images where camera_id = 'again'")).isEqualTo(1));
        detector.always(json(seen(detection("person", 0.8), detection("dog", 0.7))));
        Map<String, Object> job = Pictures.drop(app, "again");
        eventually(() -> assertThat(app.database.messages("event", "again")).hasSize(1));
        String everything = everythingAbout("again");

        app.queues.send("detection_queue", Pictures.json(job));
        eventually(() -> assertThat(detector.calls()).hasSize(3));
        detector.always(json(seen(detection("person", 0.9), detection("dog", 0.8), detection("cat", 0.9))));
        app.queues.send("detection_queue", Pictures.json(job));
        app.queues.send("detection_queue", Pictures.json(empty));
        eventually(() -> assertThat(detector.calls()).hasSize(5));
        settled();
        assertThat(everythingAbout("again")).isEqualTo(everything);
    }

    @Test
    void a_camera_comes_online_once_however_many_pictures_come_at_a_time() {
        detector.always(json(200, NOTHING).headersDelay(150, java.util.concurrent.TimeUnit.MILLISECONDS).build());
        for (int i = 0; i < 8; i++) {
            Pictures.drop(app, "crowd");
        }
        eventually(() -> assertThat(app.database.count("images where camera_id = 'crowd'")).isEqualTo(8));
        assertThat(app.database.messages("camera_status", "crowd")).hasSize(1);
    }

    @Test
    void a_job_that_breaks_its_contract_is_dead_lettered_at_once() {
        Path good = Pictures.write(app.cameras.resolve("good"), "a.jpg");
        List<String> bad = List.of("", "null", "[]", "7", "not json", "{}", with(good, "camera_id", "../x"), with(good, "camera_id", null),
                with(good, "camera_id", "better"),
                with(good, "file_path", "/etc/passwd"), with(good, "file_path", app.cameras + "/good/../../x.jpg"),
                with(good, "file_path", "relative.jpg"), with(good, "file_path", app.cameras + "/in-the-root.jpg"),
                with(good, "file_path", app.cameras + "/good/\0.jpg"), with(good, "file_path", app.cameras + "/good/SURROGATE.jpg").replace("SURROGATE", "\\ud800"),
                with(good, "media_type", "video"), with(good, "file_hash", "x"), with(good, "timestamp", "yesterday"));
        bad.forEach(job -> app.queues.send("detection_queue", job));
        eventually(() -> assertThat(app.queues.deadLetters("detection_queue")).hasSize(bad.size()));
        assertThat(app.queues.deadLetters("detection_queue")).allSatisfy(entry -> {
            assertThat(entry.path("category").asText()).as(entry.toString()).isEqualTo("validation_error");
            assertThat(entry.path("attempt_count").asInt()).isEqualTo(1);
            assertThat(entry.path("queue_name").asText()).isEqualTo("detection_queue");
        });
        app.queues.forgetDeadLetters("detection_queue");
        settled();
        assertThat(detector.calls()).isEmpty();
    }

    private static String with(Path picture, String field, Object value) {
        Map<String, Object> job = new HashMap<>(Pictures.job("good", picture));
        job.put(field, value);
        return Pictures.json(job);
    }

    private static long failures() {
        return app.breakers.all().get("detector").getMetrics().getNumberOfFailedCalls();
    }

    private static String everythingAbout(String camera) {
        return app.database.rows("select * from images where camera_id = ? order by id", camera)
                + "\n" + app.database.rows("select * from detections where camera_id = ? order by id", camera)
                + "\n" + app.database.rows("select * from events where camera_id = ?", camera)
                + "\n" + app.database.rows("select message from outbox where message->'data'->>'camera_id' = ? order by id", camera)
                + "\n" + app.queues.keys("batch:open:" + camera) + app.queues.deadLetters("detection_queue");
    }

    /** Every queue has been worked off and every batch has closed. */
    private static void settled() {
        eventually(() -> {
            for (String queue : List.of("detection_queue", "batch_queue", "analysis_queue", "analysis_queue:fast")) {
                assertThat(app.queues.depth(queue)).as(queue).isZero();
            }
            assertThat(app.queues.keys("batch:open:*") + app.queues.keys("batch:closing:*")).isZero();
        });
    }
}
