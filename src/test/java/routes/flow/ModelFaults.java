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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import routes.testing.Bodies;

/**
 * Whatever the model does wrong, in each dialect, the event is stored and announced with the score of the rules and says what went wrong. Each fault has a
 * camera of its own; all of them happen at the same time.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModelFaults {

    /** Many times what a good answer takes while all the faults happen at once on a machine that does other things too. */
    private static final int LIMIT_SECONDS = 5;
    /** What comes this late is never waited for, however late the limit strikes. */
    private static final int TOO_LATE_SECONDS = 6 * LIMIT_SECONDS;
    private static final int ATTEMPTS = 2;
    /** With a larger budget or a shorter prompt: that is no retry of the same request. */
    private static final int ASKED_ONCE_MORE = 2;
    private static final String VERDICT = Llm.verdict(72);

    @TempDir
    static Path folder;
    private ScriptedService detector;
    private ScriptedService model;
    private FlowApp app;
    private List<Fault> faults;

    /** {@code NEMOTRON_API}. */
    abstract String dialect();

    /** An answer with this text. */
    abstract String body(String text, boolean cut);

    /** Answers that only this dialect has. */
    abstract List<Fault> ownFaults();

    private MockResponse says(String text) {
        return json(body(text, false));
    }

    record Fault(String name, MockResponse answer, String category, int attempts) {

        String camera() {
            return "fault_" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    List<Fault> faults() {
        return faults;
    }

    private List<Fault> allFaults() {
        String good = body(VERDICT, false);
        return Stream.concat(Stream.of(
                new Fault("not there", json(good), "service_unavailable", 0),
                new Fault("HTTP 500", json(500, "{\"error\":{\"message\":\"boom\"}}").build(), "server_error", ATTEMPTS),
                new Fault("HTTP 503 loading", json(503, "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}").build(),
                        "service_unavailable", ATTEMPTS),
                new Fault("HTTP 429", json(429, "{\"error\":{\"message\":\"slow down\"}}").build(), "rate_limited", ATTEMPTS),
                new Fault("HTTP 401", json(401, "{\"error\":{\"message\":\"wrong key\"}}").build(), "client_error", 1),
                new Fault("context overflow", json(400, "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\","
                        + "\"type\":\"exceed_context_size_error\",\"n_ctx\":4096}}").build(), "client_error", ASKED_ONCE_MORE),
                new Fault("redirect", new MockResponse.Builder().code(301).setHeader("Location", "/elsewhere").build(), "client_error", 1),
                new Fault("no answer", json(200, good).headersDelay(TOO_LATE_SECONDS, TimeUnit.SECONDS).build(), "timeout", ATTEMPTS),
                new Fault("answer stops half-way", json(200, good).bodyDelay(TOO_LATE_SECONDS, TimeUnit.SECONDS).build(), "timeout", ATTEMPTS),
                new Fault("cut before the answer", json(200, good).onResponseStart(new SocketEffect.CloseSocket()).build(), "server_error", ATTEMPTS),
                new Fault("cut within the answer", json(200, good).onResponseBody(new SocketEffect.CloseSocket()).build(), "server_error", ATTEMPTS),
                new Fault("slow drip", json(200, good).throttleBody(1, 200, TimeUnit.MILLISECONDS).build(), "timeout", ATTEMPTS),
                new Fault("huge body", json("[" + " ".repeat(5_000_000) + "]"), "validation_error", 1),
                new Fault("gzip bomb", Bodies.gzipBomb(), "validation_error", 1),
                new Fault("HTML", Bodies.html(), "parse_error", ATTEMPTS),
                new Fault("HTTP 403", json(403, "<html>Forbidden</html>").setHeader("Content-Type", "text/html").build(), "client_error", 1),
                new Fault("no such model", json(404, "{\"error\":{\"message\":\"model 'x' not found\"}}").build(), "client_error", 1),
                new Fault("HTTP 422", json(422, "{\"detail\":[{\"msg\":\"field required\"}]}").build(), "client_error", 1),
                new Fault("HTTP 504", json(504, "<html>Gateway Timeout</html>").build(), "timeout", ATTEMPTS),
                new Fault("an array", json("[]"), "parse_error", ATTEMPTS),
                new Fault("nested deeply", json("[".repeat(200_000)), "parse_error", ATTEMPTS),
                new Fault("millions of values", json(good.replaceFirst("\\{", "{\"more\":[" + "[],".repeat(1_000_000) + "[]],")), "parse_error", ATTEMPTS),
                new Fault("a verdict of millions of values", says("{\"flags\":[" + "[],".repeat(200_000) + "[]],\"risk_score\":72}"), "parse_error", ATTEMPTS),
                new Fault("said twice", json(good.replaceFirst("\\{", good.substring(0, good.indexOf(':')) + ":null,")), "parse_error", ATTEMPTS),
                new Fault("broken gzip", json(200, good).setHeader("Content-Encoding", "gzip").build(), "parse_error", ATTEMPTS),
                new Fault("null", json("null"), "parse_error", ATTEMPTS),
                new Fault("detail with status 200", json("{\"detail\":\"model not loaded\"}"), "parse_error", ATTEMPTS),
                new Fault("endless text", says("{\"risk_score\":72,\"summary\":\"" + "x".repeat(1_500_000) + "\"}"), "parse_error", ATTEMPTS),
                new Fault("empty body", json(""), "parse_error", ATTEMPTS),
                new Fault("half a document", json(good.substring(0, 80)), "parse_error", ATTEMPTS),
                new Fault("error with status 200", json("{\"error\":{\"code\":500,\"message\":\"out of memory\"}}"), "server_error", ATTEMPTS),
                new Fault("cut by length", json(body(VERDICT.substring(0, 90), true)), "parse_error", ASKED_ONCE_MORE),
                new Fault("empty by length", json(body("", true)), "parse_error", ASKED_ONCE_MORE),
                new Fault("null score", says("{\"risk_score\":null,\"risk_level\":\"low\",\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("no score", says("{\"risk_level\":\"low\",\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("NaN score", says("{\"risk_score\":NaN,\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("score a list", says("{\"risk_score\":[72],\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("score true", says("{\"risk_score\":true,\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("score in words", says("{\"risk_score\":\"high\",\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("endless score", says("{\"risk_score\":1e999,\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("prose", says("I am sorry, I cannot help with that."), "parse_error", ATTEMPTS)), ownFaults().stream()).toList();
    }

    @BeforeAll
    void letEverythingGoWrong() throws Exception {
        faults = allFaults();
        MockResponse good = json(body(VERDICT, false));
        detector = new ScriptedService(json(seen(detection("person", 0.8))));
        model = new ScriptedService(good);
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_API", dialect(),
                "SECOND_LOOK_INTERVAL_SECONDS", "3600", "PROVISIONAL_AFTER_SECONDS", "3600", "NEMOTRON_READ_TIMEOUT", "" + LIMIT_SECONDS,
                "NEMOTRON_MAX_RETRIES", "" + ATTEMPTS, "NEMOTRON_CB_FAILURE_THRESHOLD", "1000", "AI_MAX_CONCURRENT_INFERENCES", "8"),
                // a stalled heartbeat lets no other worker take a job over: its calls are counted
                Map.of("QUEUE_CLAIM_IDLE_SECONDS.ms", "20000"), new FlowApp.SharedServers());
        model.answerBy(request -> faults.stream().filter(fault -> isAbout(fault, request)).findFirst().map(Fault::answer).orElse(good));
        model.down();
        Pictures.drop(app, faults.get(0).camera());
        eventually(() -> assertThat(app.database.messages("event", faults.get(0).camera())).hasSize(1));
        model.up();
        faults.stream().skip(1).forEach(fault -> Pictures.drop(app, fault.camera()));
    }

    static boolean isAbout(Fault fault, RecordedRequest request) {
        return request.getBody().utf8().contains("Camera: \\\"" + fault.camera() + "\\\"");
    }

    @AfterAll
    void stop() {
        app.close();
        detector.close();
        model.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(1)
    void keeps_the_event_with_the_score_of_the_rules_and_the_reason(Fault fault) {
        eventually(() -> assertThat(app.database.messages("event", fault.camera())).hasSize(1));
        Map<String, Object> event = app.database.row("select * from events where camera_id = ?", fault.camera());
        assertThat(event).containsEntry("analysis_status", "fallback");
        assertThat(event.get("analysis_error").toString()).startsWith(fault.category() + ": ").doesNotContain("Exception");
        assertThat(event.get("reasoning").toString()).startsWith("Judged by the local rules");
        assertThat(event.get("llm_prompt").toString()).contains(fault.camera());
        JsonNode message = app.database.messages("event", fault.camera()).get(0);
        assertThat(message.path("analysis_status").asText()).isEqualTo("fallback");
        assertThat(message.path("risk_score").asInt()).isEqualTo(event.get("risk_score"));
        assertThat(model.calls().stream().filter(call -> isAbout(fault, call.request()))).hasSize(fault.attempts());
    }

    @Test
    @Order(2)
    void forgives_the_form_of_an_answer_but_not_its_score() {
        model.reset(says("<think>{\"risk_score\":1}</think>Here you are:\n```json\n{\"risk_score\":\"140\",\"summary\":\"s\",\"reasoning\":\"r\",}\n```"));
        Pictures.drop(app, "forgiven");
        eventually(() -> assertThat(app.database.row("select risk_score, risk_level, analysis_status from events where camera_id = 'forgiven'"))
                .isEqualTo(Map.of("risk_score", 100, "risk_level", "critical", "analysis_status", "complete")));
    }

    @Test
    @Order(2)
    void a_wrong_content_type_harms_nobody() {
        model.reset(json(200, body(VERDICT, false)).setHeader("Content-Type", "text/html; charset=nonsense").build());
        Pictures.drop(app, "mislabelled");
        eventually(() -> assertThat(app.database.count("events where camera_id = 'mislabelled' and analysis_status = 'complete'")).isEqualTo(1));
    }

    @Test
    @Order(3)
    void no_call_takes_much_longer_than_its_limit() {
        assertThat(app.meters.get("hsi.ai.request.duration").tag("service", "nemotron").timer().max(TimeUnit.SECONDS)).isLessThan(TOO_LATE_SECONDS / 2);
    }

    @Test
    @Order(3)
    void nothing_was_delivered_twice_or_given_up() {
        eventually(() -> assertThat(app.queues.depth("analysis_queue")).isZero());
        assertThat(app.queues.deadLetters("analysis_queue")).isEmpty();
        assertThat(app.database.count("events e where (select count(*) from events o where o.camera_id = e.camera_id) > 1")).isZero();
    }
}
