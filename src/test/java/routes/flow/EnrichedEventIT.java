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
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Json;

/** What the enrichment services say, from their answer to the prompt, the event and the detection. */
class EnrichedEventIT {

    private static final String SAME_PERSON = "{\"embedding\":[" + String.join(",", Collections.nCopies(768, "0.03608439182435161")) + "]}";

    @TempDir
    Path folder;

    @Test
    void says_in_prompt_event_and_detection_that_another_camera_saw_the_same_person_and_what_a_service_that_is_down_left_out() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("person", 0.8)))); ScriptedService clip = new ScriptedService(json(SAME_PERSON));
                ScriptedService model = new ScriptedService(Llm.chat(Llm.verdict(72)));
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "CLIP_URL", clip.url(), "NEMOTRON_URL", model.url(),
                        "NEMOTRON_VISION", "true", "ENRICHMENT_MAX_RETRIES", "1", "FAST_PATH_OBJECT_TYPES", "none"))) {
            drop(app, "garage");
            assertThat(event(app, "garage").path("findings")).isEmpty();
            drop(app, "front");
            JsonNode event = event(app, "front");
            assertThat(event.path("enrichment_status").path("status").asText()).isEqualTo("full");
            assertThat(event.path("findings")).singleElement().satisfies(finding -> {
                assertThat(finding.path("kind").asText()).isEqualTo("reidentification");
                assertThat(finding.path("data").path("camera_id").asText()).isEqualTo("garage");
            });
            assertThat(event.path("llm_prompt").asText()).contains("reidentification: object_type \"person\", camera_id \"garage\", similarity 1.00");
            assertThat(model.lastCall().body()).contains("camera_id \\\"garage\\\"", "data:image/jpeg;base64,");
            assertThat(app.database.row("select enrichment_data->'reidentification'->0->>'camera_id' as other from detections where camera_id = 'front'"))
                    .containsEntry("other", "garage");

            clip.down();
            drop(app, "back");
            JsonNode status = event(app, "back").path("enrichment_status");
            assertThat(status.path("status").asText()).isEqualTo("failed");
            assertThat(status.path("failed_models")).extracting(JsonNode::asText).containsExactly("embedding");
            assertThat(status.path("errors").path(0).path("category").asText()).isEqualTo("service_unavailable");
            clip.up();
        }
    }

    private static void drop(FlowApp app, String camera) throws IOException {
        Path picture = Files.createDirectories(app.cameras.resolve(camera)).resolve("person.jpg");
        Files.copy(Path.of("samples", "person.jpg"), picture);
        Map<String, Object> job = Pictures.job(camera, picture);
        job.put("timestamp", Instant.now());
        app.queues.send("detection_queue", Pictures.json(job));
    }

    /** With its verdict. */
    private static JsonNode event(FlowApp app, String camera) throws IOException {
        eventually(() -> assertThat(app.database.count("events where camera_id = ? and analysis_status = 'complete'", camera)).isEqualTo(1));
        return Json.mapper().readTree(app.database.row("select to_jsonb(e)::text as event from events e where camera_id = ?", camera).get("event").toString());
    }
}
