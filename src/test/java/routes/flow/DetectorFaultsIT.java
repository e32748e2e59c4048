package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.testing.Bodies;

/**
 * Whatever the detector does wrong: tried again, delivered again, dead-lettered with its category, and still not lost. Each fault has a
 * camera of its own; all of them happen at the same time.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DetectorFaultsIT {

    /** Many times what a good answer takes while all the faults happen at once on a machine that does other things too. */
    private static final int LIMIT_SECONDS = 5;
    /** What comes this late is never waited for, however late the limit strikes. */
    private static final int TOO_LATE_SECONDS = 6 * LIMIT_SECONDS;
    private static final int ATTEMPTS = 2;
    private static final int DELIVERIES = 2;
    private static final String GOOD = seen(detection("cat", 0.8));

    @TempDir
    static Path folder;
    private static ScriptedService detector;
    private static FlowApp app;
    private static final List<Fault> FAULTS = faults();

    /** @param attempts calls for one delivery */
    record Fault(String name, MockResponse answer, String category, int httpStatus, int attempts) {

        String camera() {
            return "fault_" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(new Fault("not there", json(GOOD), "service_unavailable", 0, 0), status(500, "server_error"), status(502, "server_error"), status(503, "service_unavailable"), status(504, "timeout"),
                status(408, "timeout"), status(429, "rate_limited"),
                new Fault("no answer", json(200, GOOD).headersDelay(TOO_LATE_SECONDS, TimeUnit.SECONDS).build(), "timeout", 0, ATTEMPTS),
                new Fault("answer stops half-way", json(200, GOOD).bodyDelay(TOO_LATE_SECONDS, TimeUnit.SECONDS).build(), "timeout", 0, ATTEMPTS),
                new Fault("cut before the answer", json(200, GOOD).onResponseStart(new SocketEffect.CloseSocket()).build(), "server_error", 0, ATTEMPTS),
                new Fault("cut within the answer", json(200, GOOD).onResponseBody(new SocketEffect.CloseSocket()).build(), "server_error", 0, ATTEMPTS),
                new Fault("slow drip", json(200, GOOD).throttleBody(1, 200, TimeUnit.MILLISECONDS).build(), "timeout", 0, ATTEMPTS),
                new Fault("huge", json("[" + " ".repeat(5_000_000) + "]"), "validation_error", 0, 1),
                new Fault("gzip bomb", Bodies.gzipBomb(), "validation_error", 0, 1),
                new Fault("HTML", Bodies.html(), "parse_error", 0, ATTEMPTS),
                new Fault("a picture", json(200, "\u00ff\u00d8\u00ff").setHeader("Content-Type", "image/jpeg").build(), "parse_error", 0, ATTEMPTS),
                malformed("empty", ""), malformed("NaN", GOOD.replace("0.8", "NaN")), malformed("a list of numbers", "{\"detections\":[1,2]}"),
                malformed("detections a text", "{\"detections\":\"none\"}"), malformed("half a document", GOOD.substring(0, 60)),
                malformed("error with status 200", "{\"detail\":\"model not loaded\"}"), malformed("detections null", "{\"detections\":null}"),
                malformed("detections an object", "{\"detections\":{}}"), malformed("said twice", GOOD.replaceFirst("\\{", "{\"detections\":[],")),
                malformed("said after the end", GOOD + "{}"), malformed("nested deeply", "[".repeat(200_000)), malformed("millions of values", "[" + "{},".repeat(1_300_000) + "{}]"),
                malformed("detections of another kind", "{\"detections\":[{\"label\":\"person\",\"score\":0.9,\"box\":[1,2,3,4]}]}"),
                new Fault("too many detections", json(seen(Collections.nCopies(1_001, detection("cat", 0.8)).toArray(String[]::new))), "validation_error", 0, 1),
                new Fault("broken gzip", json(200, GOOD).setHeader("Content-Encoding", "gzip").build(), "parse_error", 0, ATTEMPTS),
                malformed("an array", "[]"), malformed("null", "null"),
                new Fault("no content", new MockResponse.Builder().code(204).build(), "parse_error", 0, ATTEMPTS));
    }

    private static Fault status(int status, String category) {
        return new Fault("HTTP " + status, json(status, "{\"detail\":\"later\"}").build(), category, status, ATTEMPTS);
    }

    private static Fault malformed(String name, String body) {
        return new Fault(name, json(body), "parse_error", 0, ATTEMPTS);
    }

    @BeforeAll
    static void letEverythingGoWrong() throws Exception {
        detector = new ScriptedService(json(GOOD));
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "YOLO26_READ_TIMEOUT", "" + LIMIT_SECONDS, "DETECTOR_MAX_RETRIES", "" + ATTEMPTS,
                "QUEUE_MAX_DELIVERIES", "" + DELIVERIES, "DETECTOR_CB_FAILURE_THRESHOLD", "1000", "AI_MAX_CONCURRENT_INFERENCES", "8"),
                // a stalled heartbeat lets no other worker take a job over: its calls are counted
                Map.of("QUEUE_CLAIM_IDLE_SECONDS.ms", "20000"), new FlowApp.SharedServers());
        detector.answerBy(request -> FAULTS.stream().filter(fault -> isAbout(fault, request)).findFirst().orElseThrow().answer());
        detector.down();
        drop(FAULTS.get(0));
        eventually(() -> app.queues.deadLetter("detection_queue", FAULTS.get(0).camera()));
        detector.up();
        FAULTS.stream().skip(1).forEach(DetectorFaultsIT::drop);
    }

    private static void drop(Fault fault) {
        Path picture = Pictures.write(app.cameras.resolve(fault.camera()), fault.camera() + ".jpg");
        app.queues.send("detection_queue", Pictures.json(Pictures.job(fault.camera(), picture)));
    }

    private static boolean isAbout(Fault fault, RecordedRequest request) {
        return request.getBody().string(StandardCharsets.ISO_8859_1).contains("\"" + fault.camera() + ".jpg\"");
    }

    @AfterAll
    static void stop() {
        app.close();
        detector.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(1)
    void a_fault_is_tried_again_delivered_again_and_named_in_the_dead_letters(Fault fault) {
        eventually(() -> app.queues.deadLetter("detection_queue", fault.camera()));
        JsonNode entry = app.queues.deadLetter("detection_queue", fault.camera());
        assertThat(entry.path("category").asText()).as(entry.toString()).isEqualTo(fault.category());
        assertThat(entry.path("attempt_count").asInt()).isEqualTo(DELIVERIES);
        if (fault.httpStatus() > 0) {
            assertThat(entry.path("http_status").asInt()).isEqualTo(fault.httpStatus());
        }
        assertThat(detector.calls().stream().filter(call -> isAbout(fault, call.request()))).hasSize(DELIVERIES * fault.attempts());
        assertThat(app.database.count("images where camera_id = ?", fault.camera())).as("an outage is no empty scene").isZero();
    }

    @Test
    @Order(2)
    void no_call_takes_much_longer_than_its_limit() {
        assertThat(app.meters.get("hsi.ai.request.duration").tag("service", "detector").timer().max(TimeUnit.SECONDS)).isLessThan(TOO_LATE_SECONDS / 2);
    }

    @Test
    @Order(3)
    void what_was_given_up_is_detected_when_it_is_queued_again() {
        detector.reset(json(GOOD));
        app.queues.requeueAll("detection_queue");
        eventually(() -> assertThat(app.database.count("images where camera_id like 'fault%' and status = 'detected'")).isEqualTo(FAULTS.size()));
        assertThat(app.database.count("detections where camera_id like 'fault%'")).isEqualTo(FAULTS.size());
        assertThat(app.queues.deadLetters("detection_queue")).isEmpty();
    }

    /** A wrong key or URL is told to the operator; it rejects no picture, spends no delivery and opens no breaker. */
    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 405})
    @Order(4)
    void pictures_wait_while_the_detector_refuses_every_call(int status) {
        String camera = "refused_" + status;
        detector.reset(json(status, "{\"detail\":\"Invalid API key\"}").setHeader("Location", "/elsewhere").build());
        Pictures.drop(app, camera);
        eventually(() -> assertThat(detector.calls()).as("asked more often than a job has deliveries").hasSizeGreaterThan(DELIVERIES + 1));
        assertThat(app.breakers.refusal("detector")).hasValueSatisfying(reason -> assertThat(reason).contains("HTTP " + status, "Invalid API key"));
        assertThat(app.breakers.isTripped("detector")).isFalse();
        assertThat(app.queues.deadLetters("detection_queue")).isEmpty();
        assertThat(app.database.count("images where camera_id = ?", camera)).isZero();

        detector.always(json(GOOD));
        eventually(() -> assertThat(app.database.count("images where camera_id = ? and status = 'detected'", camera)).isEqualTo(1));
        assertThat(app.breakers.refusal("detector")).isEmpty();
        // together: the messages about the status before this one end alike
        eventually(() -> {
            assertThat(statusMessages()).endsWith("unhealthy closed", "healthy closed");
            assertThat(app.database.row("select message->'data'->>'message' as told from outbox where type = 'service_status' order by id desc offset 1 limit 1")
                    .get("told").toString()).contains("HTTP " + status, "key or URL is wrong");
        });
    }

    private static List<String> statusMessages() {
        return app.database.rows("select message->'data'->>'status' || ' ' || (message->'data'->>'circuit_state') as told from outbox"
                + " where type = 'service_status' and message->'data'->>'service' = 'detector' order by id").stream().map(row -> row.get("told").toString()).toList();
    }

    @Test
    @Order(4)
    void a_wrong_content_type_harms_nobody() {
        detector.reset(json(200, GOOD).setHeader("Content-Type", "text/html; charset=nonsense").setHeader("Content-Encoding", "no-gzip").build());
        Pictures.drop(app, "mislabelled");
        eventually(() -> assertThat(app.database.count("detections where camera_id = 'mislabelled'")).isEqualTo(1));
    }

    @Test
    @Order(5)
    void one_bad_moment_costs_no_delivery() {
        detector.reset(json(GOOD));
        detector.next(json(500, "{}").build());
        Pictures.drop(app, "moment");
        eventually(() -> assertThat(app.database.count("detections where camera_id = 'moment'")).isEqualTo(1));
        assertThat(detector.calls()).hasSize(2);
    }

    @Test
    @Order(5)
    void waits_as_long_as_the_detector_asks() {
        detector.reset(json(GOOD));
        detector.next(json(429, "{}").setHeader("Retry-After", "3").build());
        Pictures.drop(app, "patience");
        eventually(() -> assertThat(app.database.count("detections where camera_id = 'patience'")).isEqualTo(1));
        assertThat(detector.calls()).hasSize(2);
        assertThat(Duration.ofNanos(detector.calls().get(1).nanoTime() - detector.calls().get(0).nanoTime())).isGreaterThanOrEqualTo(Duration.ofMillis(2_990));
    }
}
