package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.NotifyBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.api.RStream;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;
import routes.config.Json;

class HousekeepingIT {

    private static final Instant THEN = Instant.parse("2025-06-01T12:00:00Z");

    @TempDir
    Path folder;
    private Path cameras;

    @Test
    void removes_what_is_too_old_and_nothing_else() throws Exception {
        try (ApiServer server = server("CLEANUP_DELETE_IMAGES", "false")) {
            Path old = picture("old.jpg", THEN);
            Path thumbnail = Files.writeString(Files.createDirectories(folder.resolve("data/thumbnails")).resolve("a".repeat(64) + ".jpg"), "x");
            fill(server, 450, "40 days", old);
            fill(server, 10, "29 days", picture("new.jpg", THEN));

            server.run("update events set deleted_at = now() where id = 1");
            JsonNode preview = ApiServer.json(server.send("POST", "/api/system/cleanup?dry_run=true"));
            assertThat(preview.path("events").asInt()).isEqualTo(450);
            assertThat(preview.path("images").asInt()).isEqualTo(450);
            assertThat(preview.path("detections").asInt()).isEqualTo(450);
            assertThat(server.value("select count(*) from events")).isEqualTo("460");

            assertThat(server.send("POST", "/api/system/cleanup").statusCode()).isEqualTo(202);
            awaitCount(server, "events", 10);
            awaitCount(server, "images", 10);
            awaitCount(server, "detections", 10);
            assertThat(server.value("select count(*) from event_detections")).isEqualTo("10");
            assertThat(old).as("camera files are never touched").exists();
            assertThat(thumbnail).doesNotExist();
            MeterRegistry meters = server.bean("meterRegistry", MeterRegistry.class);
            assertThat(meters.counter("hsi.retention.removed", "kind", "events").count()).isEqualTo(450);
            assertThat(meters.counter("hsi.retention.removed", "kind", "detections").count()).isEqualTo(450);
            assertThat(server.value("select count(*) from outbox where type = 'event.deleted' and message #>> '{data,version}' = '2'"))
                    .as("of each, but not of those that were deleted before").isEqualTo("449");
            assertThat(server.value("select count(*) from outbox")).isEqualTo("449");
        }
    }

    @Test
    void removes_camera_files_on_request_but_not_the_picture_that_took_their_name() throws Exception {
        try (ApiServer server = server("CLEANUP_DELETE_IMAGES", "true")) {
            Path same = picture("same.jpg", THEN);
            Path overwritten = picture("overwritten.jpg", THEN.plusSeconds(1));
            Path outside = Files.setLastModifiedTime(Files.writeString(folder.resolve("outside.jpg"), "x"), FileTime.from(THEN));
            fill(server, 1, "40 days", same);
            fill(server, 1, "40 days", overwritten);
            fill(server, 1, "40 days", outside);

            server.send("POST", "/api/system/cleanup");
            awaitCount(server, "images", 0);
            assertThat(same).doesNotExist();
            assertThat(overwritten).exists();
            assertThat(outside).exists();
        }
    }

    @Test
    void keeps_rows_of_images_as_long_as_the_sweep_would_find_their_files() throws Exception {
        try (ApiServer server = server("RETENTION_DAYS", "1", "SWEEP_MAX_AGE_HOURS", "72")) {
            fill(server, 1, "2 days", picture("swept.jpg", THEN));

            server.send("POST", "/api/system/cleanup");
            awaitCount(server, "events", 0);
            assertThat(server.value("select count(*) from images")).isEqualTo("1");
        }
    }

    @Test
    void tells_once_that_a_camera_is_silent() throws Exception {
        try (ApiServer server = server("CAMERA_OFFLINE_SECONDS", "60")) {
            server.run("""
                    insert into cameras (id, name, folder_path, status, last_seen_at) values
                        ('silent', 'Silent', '/c/1', 'online', now() - interval '61 seconds'), ('fresh', 'Fresh', '/c/2', 'online', now() - interval '30 seconds'),
                        ('unknown', 'Unknown', '/c/3', 'unknown', null)""");
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() ->
                    assertThat(server.json("/api/cameras/silent").path("status").asText()).isEqualTo("offline"));

            assertThat(server.json("/api/cameras/fresh").path("status").asText()).isEqualTo("online");
            assertThat(server.json("/api/cameras/unknown").path("status").asText()).isEqualTo("unknown");
            JsonNode message = Json.mapper().readTree(server.value("select message::text from outbox"));
            assertThat(message.path("data").path("event_type").asText()).isEqualTo("camera.offline");
            assertThat(message.path("data").path("camera_id").asText()).isEqualTo("silent");
            assertThat(message.path("data").path("previous_status").asText()).isEqualTo("online");
        }
    }

    @Test
    void tells_once_that_what_a_camera_sends_is_refused() throws Exception {
        try (ApiServer server = server("CAMERA_OFFLINE_SECONDS", "600")) {
            server.run("""
                    insert into cameras (id, name, folder_path, status, created_at, last_seen_at) values
                        ('cut', 'Cut', '/c/1', 'online', now() - interval '1 day', now() - interval '11 minutes'),
                        ('never', 'Never', '/c/2', 'unknown', now() - interval '11 minutes', null),
                        ('back', 'Back', '/c/3', 'offline', now() - interval '1 day', now() - interval '1 hour'),
                        ('twin', 'Twin', '/c/4', 'online', now() - interval '1 day', now() - interval '11 minutes'),
                        ('former', 'Former', '/c/5', 'error', now() - interval '1 day', now() - interval '1 hour'),
                        ('fresh', 'Fresh', '/c/6', 'online', now() - interval '1 day', now()),
                        ('absent', 'Absent', '/c/7', 'unknown', now() - interval '11 minutes', null);
                    insert into images (camera_id, file_path, file_hash, captured_at, processed_at, status, reject_reason)
                    select camera, '/c/' || camera, reason, now() - age, now() - age, 'rejected', reason
                    from (values ('cut', 'too_small', interval '5 minutes'), ('cut', 'truncated', interval '1 minute'), ('cut', 'duplicate', interval '5 seconds'),
                                 ('never', 'too_small', interval '1 minute'), ('back', 'corrupt', interval '1 minute'),
                                 ('twin', 'duplicate', interval '1 minute'), ('twin', 'file_missing', interval '1 minute'), ('twin', 'given_up', interval '1 minute'),
                                 ('former', 'truncated', interval '11 minutes'), ('fresh', 'truncated', interval '1 minute')) r (camera, reason, age)""");
            String told = "select string_agg(message #>> '{data,camera_id}' || ' ' || (message #>> '{data,event_type}') || ' ' || (message #>> '{data,status}') "
                    + "|| ' after ' || (message #>> '{data,previous_status}'), ', ' order by message #>> '{data,camera_id}', id) from outbox";
            String first = "back camera.error error after offline, cut camera.error error after online, former camera.offline offline after error, "
                    + "never camera.error error after unknown, twin camera.offline offline after online";
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(server.value(told)).isEqualTo(first));
            assertThat(server.value("select message #>> '{data,reason}' from outbox where message #>> '{data,camera_id}' = 'cut'"))
                    .isEqualTo("no usable image for 600 s, the latest was refused: truncated");
            assertThat(server.json("/api/cameras/cut").path("status").asText()).isEqualTo("error");
            assertThat(server.json("/api/cameras/absent").path("status").asText()).as("nothing is known of it").isEqualTo("unknown");
            awaitLooks(server);
            assertThat(server.value(told)).as("nothing is told twice").isEqualTo(first);

            server.run("update images set captured_at = now() - interval '11 minutes', processed_at = now() - interval '11 minutes' where camera_id = 'cut'");
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() ->
                    assertThat(server.value(told)).contains("cut camera.error error after online, cut camera.offline offline after error"));
        }
    }

    @Test
    void no_camera_is_silent_while_pictures_wait_for_the_detector() throws Exception {
        try (ApiServer server = server("CAMERA_OFFLINE_SECONDS", "600")) {
            RStream<String, String> queue = server.redis().getStream("detection_queue", StringCodec.INSTANCE);
            queue.add(new StreamMessageId(System.currentTimeMillis() - 70_000), StreamAddArgs.entry("job", "{}"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                    assertThat(server.json("/api/queues/status").path("queues").path(0).path("depth").asInt()).isEqualTo(1));
            server.run("update cameras set status = 'online', last_seen_at = now() - interval '1 hour'");
            awaitLooks(server);
            assertThat(server.json("/api/cameras/door").path("status").asText()).isEqualTo("online");

            queue.delete();
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() ->
                    assertThat(server.json("/api/cameras/door").path("status").asText()).isEqualTo("offline"));
        }
    }

    @Test
    void one_picture_that_was_left_alone_hides_no_silence() throws Exception {
        try (ApiServer server = server("CAMERA_OFFLINE_SECONDS", "600")) {
            server.redis().<String, String>getStream("detection_queue", StringCodec.INSTANCE)
                    .add(new StreamMessageId(System.currentTimeMillis() - 700_000), StreamAddArgs.entry("job", "{}"));
            server.run("update cameras set status = 'online', last_seen_at = now() - interval '1 hour'");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                    assertThat(server.json("/api/cameras/door").path("status").asText()).isEqualTo("offline"));
        }
    }

    @Test
    void no_camera_is_silent_while_nobody_knows_what_waits_for_the_detector() throws Exception {
        try (ApiServer server = server("CAMERA_OFFLINE_SECONDS", "60")) {
            server.stopRedis();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server.get("/api/queues/status").statusCode() == 503);
            server.run("update cameras set status = 'online', last_seen_at = now() - interval '1 hour'");
            awaitLooks(server);
            assertThat(server.value("select status from cameras")).isEqualTo("online");
        }
    }

    /** Until the route has looked for silent cameras once more, from the beginning to the end. */
    private static void awaitLooks(ApiServer server) {
        assertThat(new NotifyBuilder(server.context()).fromRoute("camera-offline").whenDone(2).create().matches(30, TimeUnit.SECONDS)).isTrue();
    }

    private ApiServer server(String... settings) throws Exception {
        cameras = Files.createDirectories(folder.resolve("cameras"));
        ApiServer server = new ApiServer(folder, Clock.systemUTC(), settings);
        server.run("insert into cameras (id, name, folder_path) values ('door', 'Door', '/cameras/door')");
        return server;
    }

    private Path picture(String name, Instant modified) throws Exception {
        return Files.setLastModifiedTime(Files.writeString(cameras.resolve(name), name), FileTime.from(modified));
    }

    private static void fill(ApiServer server, int count, String age, Path file) throws Exception {
        server.run("""
                do $$ begin
                for n in 1..%1$d loop
                    with image as (
                        insert into images (camera_id, file_path, file_hash, captured_at, processed_at, detection_count, status)
                        values ('door', '%3$s', case when n = 1 then repeat('a', 64) else md5(random()::text) || md5(random()::text) end, '2025-06-01T12:00:00Z',
                                now() - interval '%2$s', 1, 'detected') returning id),
                    detection as (
                        insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                                bbox_x, bbox_y, bbox_width, bbox_height)
                        select id, 1, 'door', '%3$s', 'image/jpeg', now() - interval '%2$s', 'cat', 0.5, 1, 1, 1, 1 from image returning id),
                    event as (
                        insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status,
                                            detection_count, enrichment_status, created_at)
                        values (gen_random_uuid()::text, 'door', now() - interval '%2$s', now() - interval '%2$s', 1, 'low', '', '{}', 'rules', 1, '{}',
                                now() - interval '%2$s') returning id)
                    insert into event_detections select event.id, detection.id from event, detection;
                end loop; end $$""".formatted(count, age, file));
    }

    private static void awaitCount(ApiServer server, String table, int expected) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                assertThat(server.value("select count(*) from " + table)).isEqualTo(Integer.toString(expected)));
    }
}
