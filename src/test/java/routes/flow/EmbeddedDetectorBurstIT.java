package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Waiting.eventually;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.embedded.detector.DetectorOptions;
import routes.embedded.detector.EmbeddedDetector;

/** The embedded detector takes fewer pictures at a time than the settings allow calls. */
class EmbeddedDetectorBurstIT {

    private static final int CALLS = 64;
    private static final int PICTURES = 40;

    @TempDir
    Path folder;

    @Test
    void a_burst_of_pictures_is_no_failure_of_the_embedded_detector() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedDetector detector = new EmbeddedDetector(vertx, folder, DetectorOptions.defaults());
                FlowApp app = new FlowApp(folder, Map.of("AI_MAX_CONCURRENT_INFERENCES", "" + CALLS),
                        Map.of("YOLO26_URL", detector.start().toCompletableFuture().get().toString()), new FlowApp.SharedServers())) {
            Path first = picture(app, "first");
            app.queues.send("detection_queue", job(first));
            eventually(() -> assertThat(app.database.count("images where status = 'detected'")).as("its model is loaded").isEqualTo(1));
            double before = app.count("hsi.pipeline.errors", "error_type", "detector_rate_limited");

            for (int i = 0; i < PICTURES; i++) {
                app.queues.send("detection_queue", job(picture(app, "burst-" + i)));
            }
            eventually(() -> assertThat(app.database.count("images where status = 'detected'")).isEqualTo(PICTURES + 1));
            assertThat(app.count("hsi.pipeline.errors", "error_type", "detector_rate_limited")).isEqualTo(before);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private static Path picture(FlowApp app, String name) throws Exception {
        Path camera = Files.createDirectories(app.cameras.resolve("yard"));
        return Files.copy(Path.of("samples", "dog.jpg"), camera.resolve(name + ".jpg"));
    }

    private static String job(Path picture) throws Exception {
        Map<String, Object> job = Pictures.job("yard", picture);
        job.put("bytes", Files.size(picture));
        return Pictures.json(job);
    }
}
