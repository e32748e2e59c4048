package routes.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import routes.config.Json;

/** Pictures on disk and the jobs about them. The stages after watch look at their bytes no more, so that any bytes do. */
final class Pictures {

    static final Instant TAKEN = Instant.parse("2026-01-09T12:00:00.123Z");
    private static final AtomicInteger MADE = new AtomicInteger();

    private Pictures() {
    }

    static Path write(Path folder, String name) {
        try {
            byte[] bytes = new byte[20_000];
            new Random(name.hashCode()).nextBytes(bytes);
            return Files.write(Files.createDirectories(folder).resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fields of a job that holds. */
    static Map<String, Object> job(String cameraId, Path picture) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("camera_id", cameraId);
        job.put("file_path", picture.toString());
        job.put("timestamp", TAKEN);
        job.put("media_type", "image");
        job.put("file_hash", hash(picture));
        job.put("pipeline_start_time", Instant.now());
        job.put("bytes", 20_000);
        return job;
    }

    /** Of the content; any hash when there is no file. */
    private static String hash(Path picture) {
        try {
            return Files.exists(picture) ? HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(picture)))
                    : "%064x".formatted(MADE.incrementAndGet());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String json(Object job) {
        try {
            return Json.mapper().writeValueAsString(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a new picture of the camera and queues it; returns the job's fields. */
    static Map<String, Object> drop(FlowApp app, String cameraId) {
        Path picture = write(app.cameras.resolve(cameraId), "picture-" + MADE.incrementAndGet() + ".jpg");
        Map<String, Object> job = job(cameraId, picture);
        app.queues.send("detection_queue", json(job));
        return job;
    }

    /** A detector's answer about a 1920x1080 picture. */
    static String seen(String... detections) {
        return "{\"detections\":[" + String.join(",", detections) + "],\"inference_time_ms\":15.2,\"image_width\":1920,\"image_height\":1080}";
    }

    static String detection(String type, double confidence) {
        return "{\"class\":\"" + type + "\",\"confidence\":" + confidence + ",\"bbox\":{\"x\":100,\"y\":150,\"width\":200,\"height\":400}}";
    }
}
