package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No model at all, one that speaks the other dialect, and the breaker of one that is down. */
class OtherModelsIT {

    @TempDir
    Path folder;

    @Test
    void without_a_model_the_rules_judge_and_say_so() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("person", 0.8))));
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url()))) {
            Pictures.drop(app, "door");
            eventually(() -> assertThat(app.database.messages("event", "door")).hasSize(1));
            Map<String, Object> event = app.database.row("select * from events");
            assertThat(event).containsEntry("analysis_status", "rules").containsEntry("analysis_error", null).containsEntry("llm_prompt", null);
            assertThat(event.get("summary").toString()).contains("1 person seen at door");
            assertThat(FlowDatabase.json(event.get("verdict")).path("risk_score").asInt()).isEqualTo(event.get("risk_score"));
        }
    }

    @Test
    void speaks_the_completion_dialect() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("person", 0.8))));
                ScriptedService model = new ScriptedService(Llm.completion(Llm.verdict(12)));
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_API", "completion"))) {
            Pictures.drop(app, "door");
            eventually(() -> assertThat(app.database.messages("event", "door")).hasSize(1));
            assertThat(app.database.row("select analysis_status, risk_score, risk_level from events"))
                    .isEqualTo(Map.of("analysis_status", "complete", "risk_score", 12, "risk_level", "low"));

            assertThat(model.lastCall().request().getRequestLine()).isEqualTo("POST /completion HTTP/1.1");
            assertThat(model.lastCall().header("Authorization")).isNull();
            JsonNode body = FlowDatabase.json(model.lastCall().body());
            assertThat(body.path("prompt").asText()).startsWith("<|im_start|>system\n").endsWith("<|im_start|>assistant\n");
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.7);
            assertThat(body.path("top_p").asDouble()).isEqualTo(0.95);
            assertThat(body.path("n_predict").asInt()).isEqualTo(1536);
            assertThat(body.path("max_tokens").asInt()).isEqualTo(1536);
            assertThat(body.path("stop")).extracting(JsonNode::asText).containsExactly("<|im_end|>", "<|im_start|>");
        }
    }

    @Test
    void an_open_breaker_sends_events_past_the_model_until_a_trial_succeeds() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("cat", 0.8))));
                ScriptedService model = new ScriptedService(json(500, "{}").build());
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_MAX_RETRIES", "3",
                        "NEMOTRON_CB_FAILURE_THRESHOLD", "2", "NEMOTRON_CB_RECOVERY_TIMEOUT", "3600"))) {
            var breaker = app.breakers.all().get("nemotron");
            Pictures.drop(app, "first");
            eventually(() -> assertThat(breaker.getState()).isEqualTo(State.OPEN));
            assertThat(model.calls()).hasSize(2);
            Pictures.drop(app, "second");
            eventually(() -> assertThat(app.database.rows("select analysis_status, split_part(analysis_error, ':', 1) as error from events"))
                    .hasSize(2).containsOnly(Map.of("analysis_status", "fallback", "error", "service_unavailable")));
            assertThat(model.calls()).as("no call leaves while it is open").hasSize(2);

            model.always(Llm.chat(Llm.verdict(40)));
            breaker.transitionToHalfOpenState();
            for (String camera : List.of("third", "fourth")) {
                Pictures.drop(app, camera);
                eventually(() -> assertThat(app.database.rows("select analysis_status from events where camera_id = ?", camera))
                        .containsExactly(Map.of("analysis_status", "complete")));
            }
            assertThat(breaker.getState()).isEqualTo(State.CLOSED);
            eventually(() -> assertThat(app.database.rows("select message->'data'->>'service' || ' ' || (message->'data'->>'status') as told from outbox"
                    + " where type = 'service_status' order by id")).extracting(row -> row.get("told"))
                    .containsExactly("nemotron unhealthy", "nemotron degraded", "nemotron healthy"));
        }
    }
}
