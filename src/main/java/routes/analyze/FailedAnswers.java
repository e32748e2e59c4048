package routes.analyze;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.remote.Failures;

/**
 * Keeps what the model was asked and what it said when that was no verdict: the last {@value #MOST} of them, as files in
 * {@code DATA_DIR/diagnosis}. Used by the routes {@code judge} and {@code look-again} in {@code 50-analyze.camel.yaml}. Thread-safe.
 */
public final class FailedAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(FailedAnswers.class);
    private static final int MOST = 50;
    private static final int MOST_CHARS = 100_000;

    private final Path folder;
    private final Clock clock;

    /** @param dataDir {@code DATA_DIR} */
    public FailedAnswers(String dataDir, Clock clock) {
        this.folder = Path.of(dataDir, "diagnosis");
        this.clock = clock;
    }

    /**
     * Keeps the answer if there was one; a disk that refuses it is logged and harms nobody.
     *
     * @param prompt the question, null when the failure came before it
     */
    public void keep(Scene scene, Prompt prompt, Throwable failure) {
        Failures.find(failure, UnusableAnswerException.class).ifPresent(unusable -> write(scene, prompt, unusable));
    }

    private synchronized void write(Scene scene, Prompt prompt, UnusableAnswerException unusable) {
        Instant now = clock.instant();
        ObjectNode record = Json.mapper().createObjectNode()
                .put("at", Json.timestamp(now)).put("batch_id", scene.batchId()).put("camera_id", scene.cameraId())
                .put("fault", unusable.getMessage()).put("http_status", unusable.httpStatus())
                .put("system", prompt == null ? "" : prompt.system()).put("user", prompt == null ? "" : prompt.user())
                .put("answer", readable(unusable.answer()));
        Path file = folder.resolve("nemotron-%016d-%s.json".formatted(now.toEpochMilli(), scene.batchId().replaceAll("[^A-Za-z0-9_-]", "_")));
        try {
            Files.createDirectories(folder);
            Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
            LOG.info("batch {} of camera {}: the answer without a verdict is kept as {}", scene.batchId(), scene.cameraId(), file.getFileName());
            forgetOldest();
        } catch (IOException e) {
            LOG.warn("batch {} of camera {}: the answer without a verdict could not be kept ({}), nothing else depends on it",
                    scene.batchId(), scene.cameraId(), e.toString());
        }
    }

    /** JSON in UTF-8 holds no half of a surrogate pair, which a model can write and the limit can make. */
    private static String readable(String answer) {
        String part = answer.substring(0, Math.min(MOST_CHARS, answer.length()));
        return new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private void forgetOldest() throws IOException {
        List<Path> kept;
        try (Stream<Path> files = Files.list(folder)) {
            kept = files.filter(file -> file.getFileName().toString().matches("nemotron-\\d{16}-.*\\.json")).sorted().toList();
        }
        for (Path old : kept.subList(0, Math.max(0, kept.size() - MOST))) {
            Files.deleteIfExists(old);
        }
    }
}
