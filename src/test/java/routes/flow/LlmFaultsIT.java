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

/**
 * Whatever the model does wrong, the event is stored and announced with the score of the rules and says what went wrong. Each fault has a
 * camera of its own; all of them happen at the same time.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LlmFaultsIT {

    private static final int ATTEMPTS = 2;
    private static final MockResponse GOOD = Llm.chat(Llm.verdict(72));

    @TempDir
    static Path folder;
    private static ScriptedService detector;
    private static ScriptedService model;
    private static FlowApp app;
    private static final List<Fault> FAULTS = faults();

    record Fault(String name, MockResponse answer, String category, int attempts) {

        String camera() {
            return "fault_" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        String good = Llm.chatBody(Llm.verdict(72), "stop");
        return List.of(
                new Fault("not there", GOOD, "service_unavailable", 0),
                new Fault("HTTP 500", json(500, "{\"error\":{\"message\":\"boom\"}}").build(), "server_error", ATTEMPTS),
                new Fault("HTTP 503 loading", json(503, "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}").build(),
                        "service_unavailable", ATTEMPTS),
                new Fault("HTTP 429", json(429, "{\"error\":{\"message\":\"slow down\"}}").build(), "rate_limited", ATTEMPTS),
                new Fault("HTTP 401", json(401, "{\"error\":{\"message\":\"wrong key\"}}").build(), "client_error", 1),
                new Fault("context overflow", json(400, "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\","
                        + "\"type\":\"exceed_context_size_error\",\"n_ctx\":4096}}").build(), "client_error", 1),
                new Fault("redirect", new MockResponse.Builder().code(301).setHeader("Location", "/elsewhere").build(), "client_error", 1),
                new Fault("no answer", json(200, good).headersDelay(4, TimeUnit.SECONDS).build(), "timeout", ATTEMPTS),
                new Fault("answer stops half-way", json(200, good).bodyDelay(4, TimeUnit.SECONDS).build(), "timeout", ATTEMPTS),
                new Fault("cut before the answer", json(200, good).onResponseStart(new SocketEffect.CloseSocket()).build(), "server_error", ATTEMPTS),
                new Fault("cut within the answer", json(200, good).onResponseBody(new SocketEffect.CloseSocket()).build(), "server_error", ATTEMPTS),
                new Fault("slow drip", json(200, good).throttleBody(1, 100, TimeUnit.MILLISECONDS).build(), "timeout", ATTEMPTS),
                new Fault("huge body", json("[" + " ".repeat(20_000_000) + "]"), "validation_error", 1),
                new Fault("HTML", json("<html><body>Bad gateway</body></html>"), "parse_error", ATTEMPTS),
                new Fault("empty body", json(""), "parse_error", ATTEMPTS),
                new Fault("half a document", json(good.substring(0, 80)), "parse_error", ATTEMPTS),
                new Fault("no choices", json("{\"choices\":[]}"), "parse_error", ATTEMPTS),
                new Fault("error with status 200", json("{\"error\":{\"code\":500,\"message\":\"out of memory\"}}"), "server_error", ATTEMPTS),
                new Fault("cut by length", Llm.chat(Llm.verdict(72).substring(0, 90), "length"), "parse_error", 1),
                new Fault("empty by length", Llm.chat("", "length"), "parse_error", 1),
                new Fault("null score", Llm.chat("{\"risk_score\":null,\"risk_level\":\"low\",\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("no score", Llm.chat("{\"risk_level\":\"low\",\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("NaN score", Llm.chat("{\"risk_score\":NaN,\"summary\":\"s\",\"reasoning\":\"r\"}"), "parse_error", ATTEMPTS),
                new Fault("prose", Llm.chat("I am sorry, I cannot help with that."), "parse_error", ATTEMPTS));
    }

    @BeforeAll
    static void letEverythingGoWrong() throws Exception {
        detector = new ScriptedService(json(seen(detection("person", 0.8))));
        model = new ScriptedService(GOOD);
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_READ_TIMEOUT", "0.8",
                "NEMOTRON_MAX_RETRIES", "" + ATTEMPTS, "NEMOTRON_CB_FAILURE_THRESHOLD", "1000", "AI_MAX_CONCURRENT_INFERENCES", "8"));
        model.answerBy(request -> FAULTS.stream().filter(fault -> isAbout(fault, request)).findFirst().map(Fault::answer).orElse(GOOD));
        model.down();
        Pictures.drop(app, FAULTS.get(0).camera());
        eventually(() -> assertThat(app.database.messages("event", FAULTS.get(0).camera())).hasSize(1));
        model.up();
        FAULTS.stream().skip(1).forEach(fault -> Pictures.drop(app, fault.camera()));
    }

    private static boolean isAbout(Fault fault, RecordedRequest request) {
        return request.getBody().utf8().contains("Camera: \\\"" + fault.camera() + "\\\"");
    }

    @AfterAll
    static void stop() {
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
        model.reset(Llm.chat("<think>{\"risk_score\":1}</think>Here you are:\n```json\n{\"risk_score\":\"140\",\"summary\":\"s\",\"reasoning\":\"r\",}\n```"));
        Pictures.drop(app, "forgiven");
        eventually(() -> assertThat(app.database.row("select risk_score, risk_level, analysis_status from events where camera_id = 'forgiven'"))
                .isEqualTo(Map.of("risk_score", 100, "risk_level", "critical", "analysis_status", "complete")));
    }

    @Test
    @Order(3)
    void nothing_was_delivered_twice_or_given_up() {
        eventually(() -> assertThat(app.queues.depth("analysis_queue")).isZero());
        assertThat(app.queues.deadLetters("analysis_queue")).isEmpty();
        assertThat(app.database.count("events e where (select count(*) from events o where o.camera_id = e.camera_id) > 1")).isZero();
    }
}
