package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes judge, ask-model and nemotron: what the model is asked, and what is made of answers that are no verdict. */
class ModelIT {

    @TempDir
    Path folder;
    private ScriptedService detector;
    private ScriptedService model;
    private FlowApp app;

    @BeforeEach
    void start() throws Exception {
        detector = new ScriptedService(json(seen(detection("car", 0.8))));
        model = new ScriptedService(ModelAnswers.verdict(40));
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "NEMOTRON_MAX_RETRIES", "1", "NEMOTRON_VISION", "true",
                "SECOND_LOOK_INTERVAL_SECONDS", "3600"));
    }

    @AfterEach
    void stop() {
        app.close();
        detector.close();
        model.close();
    }

    @Test
    void an_answer_that_was_cut_is_asked_for_once_more_with_more_tokens() {
        model.next(ModelAnswers.says("{\"risk_score\": 12, \"summ", "length"));
        Pictures.drop(app, "front");
        assertThat(event("front")).containsEntry("analysis_status", "complete").containsEntry("risk_score", 40);
        assertThat(model.calls()).hasSize(2);
        assertThat(request(0).path("max_tokens").asInt()).isEqualTo(1536);
        assertThat(request(1).path("max_tokens").asInt()).isGreaterThan(1536).isLessThanOrEqualTo(3072);
        assertThat(app.breakers.all().get("nemotron").getMetrics().getNumberOfFailedCalls()).isZero();
        assertThat(app.count("hsi.nemotron.tokens.input")).isEqualTo(1400);
        assertThat(app.count("hsi.nemotron.tokens.output")).isEqualTo(120);
    }

    @Test
    void an_answer_that_is_cut_again_is_judged_by_the_rules_and_kept() throws Exception {
        model.always(ModelAnswers.says("{\"risk_score\": 12, \"summ", "length"));
        Pictures.drop(app, "front");
        assertThat(event("front")).containsEntry("analysis_status", "fallback")
                .hasEntrySatisfying("analysis_error", error -> assertThat(error.toString()).startsWith("parse_error: nemotron: the answer ends"));
        assertThat(model.calls()).hasSize(2);
        JsonNode kept = FlowDatabase.json(Files.readString(diagnosis().get(0)));
        assertThat(kept.path("answer").asText()).isEqualTo("{\"risk_score\": 12, \"summ");
        assertThat(kept.path("user").asText()).contains("car");
        assertThat(kept.path("camera_id").asText()).isEqualTo("front");
    }

    @Test
    void a_question_that_is_too_long_is_asked_once_more_and_shorter() {
        model.next(json(400, "{\"error\":{\"code\":400,\"message\":\"too long\",\"type\":\"exceed_context_size_error\",\"n_ctx\":2048}}").build());
        Pictures.drop(app, "front");
        assertThat(event("front")).containsEntry("analysis_status", "complete");
        assertThat(model.calls()).hasSize(2);
        assertThat(model.calls().get(1).body().length()).isLessThan(model.calls().get(0).body().length());
        assertThat(app.breakers.all().get("nemotron").getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void a_question_that_stays_too_long_is_judged_by_the_rules() {
        model.always(json(400, "{\"error\":{\"code\":400,\"message\":\"too long\",\"type\":\"exceed_context_size_error\",\"n_ctx\":512}}").build());
        Pictures.drop(app, "front");
        assertThat(event("front")).containsEntry("analysis_status", "fallback")
                .hasEntrySatisfying("analysis_error", error -> assertThat(error.toString()).startsWith("client_error: "));
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    void keeps_at_most_fifty_answers_without_a_verdict() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/diagnosis"));
        for (int i = 0; i < 55; i++) {
            Files.writeString(data.resolve("nemotron-%016d-old.json".formatted(i)), "{}");
        }
        model.always(json(ModelAnswers.body("no idea HALF" + "\ud83d\ude97".repeat(60_000), "stop").replace("HALF", "\\ud800")));
        Pictures.drop(app, "front");
        event("front");
        assertThat(diagnosis()).hasSize(50);
        assertThat(Files.readString(diagnosis().get(49))).contains("no idea");
        assertThat(Files.size(diagnosis().get(49))).isLessThan(1_000_000);
    }

    @Test
    void a_model_that_sees_gets_the_picture() throws Exception {
        Path picture = app.cameras.resolve("garden/dog.jpg");
        Files.createDirectories(picture.getParent());
        Files.copy(Path.of("samples/dog.jpg"), picture);
        app.queues.send("detection_queue", Pictures.json(Pictures.job("garden", picture)));
        assertThat(event("garden")).containsEntry("analysis_status", "complete");
        JsonNode parts = request(0).path("messages").path(1).path("content");
        assertThat(parts.path(0).path("type").asText()).isEqualTo("text");
        assertThat(parts).hasSize(2);
        String url = parts.path(1).path("image_url").path("url").asText();
        assertThat(url).startsWith("data:image/jpeg;base64,");
        var shown = ImageIO.read(new java.io.ByteArrayInputStream(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
        assertThat(Math.max(shown.getWidth(), shown.getHeight())).isLessThanOrEqualTo(1024);
    }

    /** It is asked to see and cannot: that concerns every event, and no retry helps. */
    @Test
    void a_model_that_does_not_see_is_a_wrong_setting_and_no_fault_of_the_event() {
        model.always(json(500, "{\"error\":{\"code\":500,\"message\":\"image input is not supported - hint: if this is unexpected, you may need to provide the mmproj\"}}").build());
        Pictures.drop(app, "front");
        assertThat(event("front")).containsEntry("analysis_status", "fallback")
                .hasEntrySatisfying("analysis_error", error -> assertThat(error.toString()).startsWith("client_error: ").contains("image input is not supported"));
        assertThat(app.breakers.refusal("nemotron")).hasValueSatisfying(reason -> assertThat(reason).contains("image input is not supported"));
        assertThat(app.breakers.all().get("nemotron").getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void a_model_that_hangs_leaves_the_detector_its_share() {
        model.always(ModelAnswers.slow(40, 4_000));
        for (int i = 0; i < 5; i++) {
            Pictures.drop(app, "busy_" + i);
        }
        eventually(() -> assertThat(model.calls()).hasSizeGreaterThanOrEqualTo(3));
        for (int i = 0; i < 6; i++) {
            Pictures.drop(app, "later_" + i);
        }
        eventually(() -> assertThat(app.database.count("images where camera_id like 'later_%'")).isEqualTo(6));
        assertThat(model.calls()).as("three of four permits at most").hasSize(3);
        assertThat(app.database.count("events where analysis_status = 'complete'")).isZero();
    }

    private Map<String, Object> event(String camera) {
        eventually(() -> assertThat(app.database.count("events where camera_id = ?", camera)).isEqualTo(1));
        return app.database.row("select analysis_status, analysis_error, risk_score from events where camera_id = ?", camera);
    }

    private JsonNode request(int call) {
        return FlowDatabase.json(model.calls().get(call).body());
    }

    private List<Path> diagnosis() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/diagnosis"))) {
            return files.sorted().toList();
        }
    }
}
