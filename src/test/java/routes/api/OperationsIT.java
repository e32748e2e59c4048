package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.api.RStream;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;
import routes.config.Json;

class OperationsIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path, status) values ('door', 'Door', '/c/door', 'online'), ('yard', 'Yard', '/c/yard', 'offline');
                insert into images (camera_id, file_path, file_hash, captured_at, status)
                values ('door', '/c/door/1.jpg', 'a', now(), 'detected'), ('door', '/c/door/2.jpg', 'b', now(), 'detected');
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status,
                                    detection_count, enrichment_status, timings)
                select 'batch-' || n, 'door', now(), now(), 50, 'medium', 'Somebody is there', '{}', 'complete', 1, '{}',
                       jsonb_build_object('detected', n * 10, 'batched', null)
                from generate_series(1, 100) n;""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shows_how_much_work_waits() throws Exception {
        stream("detection_queue").add(StreamAddArgs.entry("job", "{}"));
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() ->
                assertThat(server.json("/api/queues/status").path("queues").path(0).path("depth").asInt()).isEqualTo(1));
        JsonNode queues = server.json("/api/queues/status").path("queues");

        assertThat(queues).extracting(queue -> queue.path("name").asText())
                .containsExactly("detection_queue", "batch_queue", "analysis_queue", "analysis_queue:fast");
        assertThat(queues.path(0).path("processing").asInt()).isZero();
        stream("detection_queue").delete();
    }

    @Test
    void reads_requeues_and_deletes_what_was_given_up() throws Exception {
        String first = giveUp("analysis_queue:fast", 1);
        String second = giveUp("analysis_queue:fast", 2);
        giveUp("analysis_queue:fast", 3);

        JsonNode page = server.json("/api/dlq/jobs/analysis_queue:fast?limit=2");
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("items").path(0).path("original_job").path("batch_id").asInt()).isEqualTo(1);
        assertThat(page.path("items").path(0).path("error").asText()).isEqualTo("too bad");
        assertThat(page.path("pagination").path("total").asInt()).isEqualTo(3);
        String cursor = page.path("pagination").path("next_cursor").asText();
        assertThat(server.json("/api/dlq/jobs/analysis_queue%3Afast?limit=2&cursor=" + cursor).path("items")).hasSize(1);
        assertThat(server.json("/api/dlq/stats").path("total").asInt()).isEqualTo(3);

        assertThat(server.send("DELETE", "/api/dlq/analysis_queue:fast/" + first).statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", "/api/dlq/analysis_queue:fast/" + first).statusCode()).isEqualTo(404);
        assertThat(ApiServer.json(server.send("POST", "/api/dlq/requeue/analysis_queue:fast?id=" + second)).path("requeued").asInt()).isEqualTo(1);
        assertThat(server.send("POST", "/api/dlq/requeue/analysis_queue:fast?id=" + second).statusCode()).isEqualTo(404);
        assertThat(server.json("/api/dlq/stats").path("total").asInt()).as("at once").isEqualTo(1);
        assertThat(ApiServer.json(server.send("POST", "/api/dlq/requeue/analysis_queue:fast?all=true")).path("requeued").asInt()).isEqualTo(1);
        Map<StreamMessageId, Map<String, String>> jobs = stream("analysis_queue:fast").range(StreamMessageId.MIN, StreamMessageId.MAX);
        assertThat(jobs.values()).extracting(job -> job.get("job")).containsExactly("{\"batch_id\":2}", "{\"batch_id\":3}");
    }

    @Test
    void shows_of_a_dead_letter_no_class_of_the_program_and_takes_foreign_ones() throws Exception {
        String id = stream("dlq:batch_queue").add(StreamAddArgs.entry("entry", "no json")).toString();
        JsonNode item = server.json("/api/dlq/jobs/batch_queue").path("items").path(0);
        assertThat(item.path("original_job").asText()).isEqualTo("no json");
        assertThat(item.has("stack_trace")).isFalse();
        assertThat(server.send("DELETE", "/api/dlq/batch_queue/" + id).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"no json\"", "{}", "null", "[1]", "{\"camera_id\":\"garden\",\"file_path\":\"/etc/passwd\",\"timestamp\":\"2026-01-09T12:00:00Z\","
            + "\"media_type\":\"image\",\"file_hash\":\"\",\"pipeline_start_time\":\"2026-01-09T12:00:00Z\"}"})
    void a_dead_letter_that_is_no_picture_of_a_camera_can_be_deleted(String job) throws Exception {
        String id = stream("dlq:detection_queue").add(StreamAddArgs.entry("entry", """
                {"original_job":%s,"error":"too bad","error_type":"X","category":"validation_error","attempt_count":1,"first_failed_at":"2026-01-09T12:00:00Z",
                 "last_failed_at":"2026-01-09T12:00:00Z","queue_name":"detection_queue","http_status":null,"stack_trace":null}""".formatted(job))).toString();
        assertThat(server.send("DELETE", "/api/dlq/detection_queue/" + id).statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", "/api/dlq/detection_queue/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void a_deleted_dead_letter_of_a_picture_is_final() throws Exception {
        String path = folder.toRealPath().resolve("cameras/Garden/gone.jpg").toString();
        String travelled = "image:garden:" + "ab".repeat(32) + ":0123abcd";
        String job = """
                {"original_job":{"camera_id":"garden","file_path":"%s","timestamp":"2026-01-09T12:00:00Z","media_type":"image","bytes":20000,
                 "file_hash":"%s","pipeline_start_time":"2026-01-09T12:00:00Z","image_key":"%s"},"error":"too bad","error_type":"X","category":"unexpected","attempt_count":5,
                 "first_failed_at":"2026-01-09T12:00:00Z","last_failed_at":"2026-01-09T12:00:00Z","queue_name":"detection_queue","http_status":null,
                 "stack_trace":"at routes.X"}""".formatted(path, "ab".repeat(32), travelled);
        server.redis().getBucket(travelled).set("its content");
        String id = stream("dlq:detection_queue").add(StreamAddArgs.entry("entry", job)).toString();
        assertThat(server.send("DELETE", "/api/dlq/detection_queue/" + id).statusCode()).isEqualTo(204);
        assertThat(server.json("/api/images/rejected?limit=1000").path("items")).anySatisfy(image -> {
            assertThat(image.path("path").asText()).isEqualTo("gone.jpg");
            assertThat(image.path("reason").asText()).isEqualTo("given_up");
        });
        assertThat(server.redis().getBucket(travelled).isExists()).isFalse();
    }

    @Test
    void a_dead_letter_of_one_camera_with_a_picture_of_another_can_be_deleted_and_is_no_picture() throws Exception {
        Path shed = folder.toRealPath().resolve("cameras/Shed");
        String path = shed.resolve("claimed.jpg").toString();
        server.run("insert into cameras (id, name, folder_path) values ('shed', 'Shed', '" + shed + "') on conflict do nothing");
        String id = stream("dlq:detection_queue").add(StreamAddArgs.entry("entry", """
                {"original_job":{"camera_id":"pool","file_path":"%s","timestamp":"2026-01-09T12:00:00Z","media_type":"image","bytes":20000,
                 "file_hash":"%s","pipeline_start_time":"2026-01-09T12:00:00Z"},"error":"too bad","error_type":"X","category":"unexpected","attempt_count":5,
                 "first_failed_at":"2026-01-09T12:00:00Z","last_failed_at":"2026-01-09T12:00:00Z","queue_name":"detection_queue","http_status":null,
                 "stack_trace":null}""".formatted(path, "cd".repeat(32)))).toString();
        assertThat(server.send("DELETE", "/api/dlq/detection_queue/" + id).statusCode()).isEqualTo(204);
        assertThat(server.value("select count(*)::text from images where file_path = '" + path + "'")).isEqualTo("0");
        assertThat(server.value("select count(*)::text from cameras where id = 'pool'")).isEqualTo("0");
    }

    @Test
    void refuses_what_is_no_dead_letter() throws Exception {
        assertThat(server.get("/api/dlq/jobs/other").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/dlq/jobs/detection_queue?cursor=AAAA").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/dlq/jobs/detection_queue?cursor=99999999999999999999-0").statusCode()).isEqualTo(400);
        assertThat(server.send("POST", "/api/dlq/requeue/detection_queue").statusCode()).isEqualTo(400);
        assertThat(server.send("POST", "/api/dlq/requeue/detection_queue?all=true&id=1-0").statusCode()).isEqualTo(400);
        assertThat(server.send("DELETE", "/api/dlq/detection_queue/*").statusCode()).isEqualTo(400);
    }

    @Test
    void shows_and_closes_breakers() throws Exception {
        CircuitBreaker nemotron = server.bean("breakerNemotron", CircuitBreaker.class);
        nemotron.transitionToOpenState();

        assertThat(server.json("/api/system/circuit-breakers").path("items")).extracting(item -> item.path("name").asText() + " " + item.path("state").asText())
                .containsExactly("detector closed", "nemotron open");
        JsonNode health = server.json("/api/system/health");
        assertThat(health.path("status").asText()).isEqualTo("degraded");
        assertThat(health.path("services").path("nemotron").path("circuit_state").asText()).isEqualTo("open");
        assertThat(health.path("services").path("redis").path("status").asText()).isEqualTo("healthy");

        HttpResponse<byte[]> reset = server.send("POST", "/api/system/circuit-breakers/nemotron/reset");
        assertThat(ApiServer.json(reset).path("state").asText()).isEqualTo("closed");
        assertThat(nemotron.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(server.json("/api/system/health").path("status").asText()).isEqualTo("healthy");
        assertThat(server.send("POST", "/api/system/circuit-breakers/clip/reset").statusCode()).as("not configured").isEqualTo(404);
    }

    @Test
    void counts_the_last_day_and_times_the_stages() throws Exception {
        JsonNode stats = server.json("/api/system/stats");
        assertThat(stats.path("cameras").path("offline").asInt()).isEqualTo(1);
        assertThat(stats.path("images_24h").path("detected").asInt()).isEqualTo(2);
        assertThat(stats.path("events_24h").path("by_risk_level").path("medium").asInt()).isEqualTo(100);
        assertThat(stats.path("unreviewed_events").asInt()).isEqualTo(100);

        JsonNode telemetry = server.json("/api/system/telemetry");
        assertThat(telemetry.path("stages").path("detected").path("p50_ms").asInt()).isEqualTo(500);
        assertThat(telemetry.path("stages").path("detected").path("max_ms").asInt()).isEqualTo(1000);
        assertThat(telemetry.path("stages").has("batched")).isFalse();
        assertThat(telemetry.path("queues")).hasSize(4);
    }

    @Test
    void tells_the_clients_the_new_name_of_a_camera_once() throws Exception {
        for (String body : List.of("{\"name\":\"Pool\"}", "{\"name\":\"Pool\"}", "{\"alert_floor\":70}")) {
            assertThat(server.sendJson("PATCH", "/api/cameras/yard", body).statusCode()).isEqualTo(200);
        }
        JsonNode messages = Json.mapper().readTree(server.value("select jsonb_agg(message->'data')::text from outbox where type = 'camera_status'"));

        assertThat(messages).hasSize(1);
        assertThat(messages.path(0).path("event_type").asText()).isEqualTo("camera.offline");
        assertThat(messages.path(0).path("camera_id").asText()).isEqualTo("yard");
        assertThat(messages.path(0).path("camera_name").asText()).isEqualTo("Pool");
        assertThat(messages.path(0).path("status").asText()).isEqualTo(messages.path(0).path("previous_status").asText()).isEqualTo("offline");
        assertThat(server.sendJson("PATCH", "/api/cameras/nobody", "{\"name\":\"x\"}").statusCode()).isEqualTo(404);
    }

    @Test
    void says_nothing_about_a_camera_that_was_never_seen_when_it_gets_a_name() throws Exception {
        server.run("update cameras set status = 'unknown' where id = 'yard'");
        try {
            assertThat(server.sendJson("PATCH", "/api/cameras/yard", "{\"name\":\"Orchard\"}").statusCode()).isEqualTo(200);
        } finally {
            server.run("update cameras set status = 'offline' where id = 'yard'");
        }

        assertThat(server.json("/api/cameras/yard").path("name").asText()).isEqualTo("Orchard");
        assertThat(server.value("select count(*) from outbox where message #>> '{data,camera_name}' = 'Orchard'")).isEqualTo("0");
    }

    @Test
    void tells_the_clients_how_the_system_does() throws Exception {
        JsonNode data = nextStatus(server).path("data");

        assertThat(data.path("cameras").path("active").asInt()).isEqualTo(1);
        assertThat(data.path("cameras").path("total").asInt()).isEqualTo(2);
        assertThat(data.path("queue").fieldNames()).toIterable().containsExactly("pending", "processing", "dlq");
        assertThat(data.path("services").path("postgresql").asText()).isEqualTo("healthy");
        assertThat(data.path("health").asText()).isIn("healthy", "degraded");
        assertThat(data.path("throughput").path("images_per_minute").asInt()).isEqualTo(2);
        assertThat(data.path("throughput").path("events_per_hour").asInt()).isEqualTo(100);
    }

    @Test
    void tells_the_last_known_numbers_while_the_database_does_not_answer_in_time(@TempDir Path other) throws Exception {
        try (ApiServer slow = new ApiServer(other, Clock.systemUTC(), "API_QUERY_TIMEOUT_SECONDS", "1"); Connection locked = slow.connection();
                Statement statement = locked.createStatement()) {
            slow.run("insert into cameras (id, name, folder_path, status) values ('door', 'Door', '/c/door', 'online')");
            Awaitility.await().untilAsserted(() -> assertThat(nextStatus(slow).path("data").path("cameras").path("active").asInt()).isEqualTo(1));
            locked.setAutoCommit(false);
            statement.execute("lock table cameras in access exclusive mode");
            Instant asked = Instant.now();
            JsonNode later = Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> nextStatus(slow),
                    status -> Instant.parse(status.path("timestamp").asText()).isAfter(asked.plusSeconds(1)));
            locked.rollback();

            assertThat(later.path("data").path("cameras").path("active").asInt()).isEqualTo(1);
        }
    }

    /** The first message that a client of {@code /ws/system} gets: the last one that was told, or the next. */
    private static JsonNode nextStatus(ApiServer of) throws Exception {
        BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + of.port() + "/ws/system"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        try {
                            messages.add(Json.mapper().readTree(text.toString()));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        from.request(1);
                        return null;
                    }
                }).get(5, TimeUnit.SECONDS);
        JsonNode message = messages.poll(5, TimeUnit.SECONDS);
        while (message != null && !message.path("type").asText().equals("system_status")) {
            message = messages.poll(10, TimeUnit.SECONDS);
        }
        socket.abort();
        assertThat(message).isNotNull();
        return message;
    }

    @Test
    void says_that_redis_is_away(@TempDir Path other) throws Exception {
        try (ApiServer alone = new ApiServer(other, Clock.systemUTC())) {
            alone.stopRedis();
            for (String path : List.of("/api/queues/status", "/api/dlq/stats", "/api/dlq/jobs/batch_queue")) {
                HttpResponse<byte[]> answer = alone.get(path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(ApiServer.json(answer).path("service").asText()).isEqualTo("redis");
            }
            assertThat(alone.json("/api/system/health").path("status").asText()).isEqualTo("unhealthy");
            assertThat(alone.get("/api/system/telemetry").statusCode()).isEqualTo(200);
        }
    }

    private static String giveUp(String queue, int batch) {
        return stream("dlq:" + queue).add(StreamAddArgs.entry("entry", """
                {"original_job":{"batch_id":%d},"error":"too bad","error_type":"X","category":"unexpected","attempt_count":5,
                 "first_failed_at":"2026-01-09T12:00:00.000Z","last_failed_at":"2026-01-09T12:01:00.000Z","queue_name":"%s","http_status":null,
                 "stack_trace":null}""".formatted(batch, queue))).toString();
    }

    private static RStream<String, String> stream(String name) {
        return server.redis().getStream(name, StringCodec.INSTANCE);
    }
}
