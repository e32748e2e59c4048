package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Settings;
import routes.embedded.detector.DetectorOptions;
import routes.embedded.detector.EmbeddedDetector;
import routes.testing.RecordedService;
import routes.testing.RecordedService.Mode;

/**
 * A photo of a person through all AI services, as they really answer: from their recordings, or with {@code -Dai.mode=record} and
 * {@code live} from the services of the settings ({@code YOLO26_URL}, {@code NEMOTRON_URL}, ...; the embedded detector when there is none).
 * What is asserted holds for any detector and any model that is worth its name.
 */
class RecordedServicesIT {

    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");
    private static final Mode MODE = Mode.current();
    private static final Settings REAL = Settings.load(MODE == Mode.REPLAY ? Map.of() : System.getenv(), Optional.empty());

    @TempDir
    Path folder;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private <T extends AutoCloseable> T keep(T resource) {
        started.push(resource);
        return resource;
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private String service(String setting) throws Exception {
        URI real = REAL.url(setting).orElse(null);
        if (real == null && MODE != Mode.REPLAY && setting.equals("YOLO26_URL")) {
            real = embeddedDetector();
        }
        String name = setting.replace("_URL", "").toLowerCase(Locale.ROOT);
        List<String> secrets = List.of(REAL.optionalText("YOLO26_API_KEY").orElse(""), REAL.optionalText("NEMOTRON_API_KEY").orElse(""));
        return keep(new RecordedService(MODE, RECORDINGS.resolve(name + ".json"), real, secrets)).url();
    }

    private URI embeddedDetector() throws Exception {
        Vertx vertx = Vertx.vertx();
        keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        return keep(new EmbeddedDetector(vertx, folder.resolve("detector"), DetectorOptions.defaults())).start().toCompletableFuture().get();
    }

    private FlowApp app() throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("DETECTION_CONFIDENCE_THRESHOLD", "0.5", "FAST_PATH_OBJECT_TYPES", "none"));
        for (String setting : List.of("YOLO26_URL", "NEMOTRON_URL", "FLORENCE_URL", "CLIP_URL", "ENRICHMENT_URL")) {
            environment.put(setting, service(setting));
        }
        for (String setting : List.of("YOLO26_API_KEY", "NEMOTRON_API_KEY", "NEMOTRON_MODEL", "NEMOTRON_API", "NEMOTRON_VISION")) {
            REAL.optionalText(setting).ifPresent(value -> environment.put(setting, value));
        }
        return keep(new FlowApp(folder, environment));
    }

    @Test
    void a_person_in_a_photo_becomes_an_event_with_the_verdict_of_the_model() throws Exception {
        FlowApp app = app();
        drop(app, "door");

        eventually(() -> assertThat(app.database.count("events where analysis_status = 'complete'")).isEqualTo(1));
        Map<String, Object> image = app.database.row("select status, width, height from images");
        assertThat(image).containsEntry("status", "detected").containsEntry("width", 512).containsEntry("height", 512);
        assertThat(app.database.rows("select object_type from detections")).extracting(row -> row.get("object_type")).contains("person");
        Map<String, Object> event = app.database.row("select * from events");
        assertThat((int) event.get("risk_score")).isBetween(0, 100);
        assertThat(event.get("risk_level")).isEqualTo(level((int) event.get("risk_score")));
        assertThat(event.get("summary").toString()).isNotBlank();
        assertThat(event.get("reasoning").toString()).isNotBlank();
        JsonNode enrichment = FlowDatabase.json(event.get("enrichment_status"));
        assertThat(enrichment.path("status").asText()).as(enrichment.toString()).isEqualTo("full");
        assertThat(event.get("llm_prompt").toString()).contains("person");
        assertThat(app.count("hsi.nemotron.tokens.output")).isPositive();
        assertThat(app.queues.deadLetters("detection_queue")).isEmpty();
    }

    private static String level(int score) {
        return score <= 29 ? "low" : score <= 59 ? "medium" : score <= 84 ? "high" : "critical";
    }

    private static void drop(FlowApp app, String camera) throws IOException {
        Path picture = Files.createDirectories(app.cameras.resolve(camera)).resolve("person.png");
        Files.copy(Path.of("samples", "astronaut.png"), picture);
        app.queues.send("detection_queue", Pictures.json(Pictures.job(camera, picture)));
    }
}
