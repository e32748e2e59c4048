package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.chaos.Product;
import routes.config.Json;

/** The API of the packaged jar as it is started by people: every operation on an event that came from a picture, all answers as the contract says. */
class RunningProductIT {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(35);

    @TempDir
    private Path home;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    @Test
    void serves_what_became_of_a_picture() throws Exception {
        try (Product product = new Product(home, "product", Map.of("BATCH_IDLE_TIMEOUT_SECONDS", "1", "BATCH_WINDOW_SECONDS", "5"))) {
            product.start();
            port = product.apiPort();
            awaitReadyAndNothingBefore(product);
            countsFromTheStart(product);
            Path camera = Files.createDirectories(home.resolve("cameras/front door"));
            Files.copy(Path.of("samples/dog.jpg"), camera.resolve("dog.jpg"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(json("/api/events").path("items")).hasSize(1));

            reads();
            changesAnEvent();
            changesACamera();
            operates();
            assertThat(product.terminate(STOP_LIMIT)).isZero();
        }
    }

    /** Until the routes run there is one answer to everything. */
    private void awaitReadyAndNothingBefore(Product product) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(5)).until(() -> {
            for (String path : List.of("/api/events", "/", "/ready")) {
                try {
                    statuses.add(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                            HttpResponse.BodyHandlers.discarding()).statusCode());
                } catch (IOException e) {
                    // the port is not open yet
                    assertThat(product.isAlive()).as(product.tail()).isTrue();
                    return false;
                }
            }
            return statuses.get(statuses.size() - 1) == 200;
        });
        assertThat(statuses).containsOnly(503, 200);
        product.awaitReady();
    }

    /** What a dashboard or an alarm asks for is there before it happens for the first time: Prometheus takes no first value for an increase. */
    private void countsFromTheStart(Product product) throws Exception {
        String metrics = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.managementPort() + "/observe/metrics")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        for (String name : List.of("hsi_detection_queue_depth ", "hsi_analysis_queue_depth ", "hsi_stage_duration_seconds_count{stage=\"detect\"}",
                "hsi_stage_duration_seconds_count{stage=\"pipeline\"}", "hsi_ai_request_duration_seconds_count{service=\"detector\"}",
                "hsi_events_created_total ", "hsi_events_by_risk_level_total{level=\"critical\"}", "hsi_detections_processed_total ",
                "hsi_detections_by_class_total{object_class=\"person\"}", "hsi_detections_filtered_low_confidence_total ",
                "hsi_images_rejected_total{reason=\"truncated\"}", "hsi_pipeline_errors_total{error_type=\"detector_timeout\"}",
                "hsi_queue_overflow_total{policy=\"block\",queue_name=\"detection_queue\"}", "hsi_circuit_breaker_state{service=\"detector\"}",
                "hsi_circuit_breaker_trips_total{service=\"detector\"}", "hsi_websocket_connections ", "hsi_websocket_messages_total ",
                "hsi_nemotron_tokens_input_total ", "hsi_nemotron_tokens_output_total ", "hsi_retention_removed_total{kind=\"events\"}")) {
            assertThat(metrics.lines().filter(line -> line.startsWith(name)).findFirst()).as(name).isPresent();
        }
    }

    private void reads() throws Exception {
        JsonNode event = json("/api/events").path("items").path(0);
        long id = event.path("id").asLong();
        assertThat(json("/api/events/" + id).path("verdict").path("risk_score").asInt()).isEqualTo(event.path("risk_score").asInt());
        JsonNode detection = json("/api/events/" + id + "/detections").path("items").path(0);
        assertThat(detection.path("event_id").asLong()).isEqualTo(id);
        HttpResponse<byte[]> picture = send("GET", detection.path("image_url").asText(), null);
        assertThat(picture.body()).isEqualTo(Files.readAllBytes(Path.of("samples/dog.jpg")));
        HttpResponse<byte[]> known = send("GET", detection.path("image_url").asText(), null, "If-None-Match", picture.headers().firstValue("ETag").orElseThrow());
        assertThat(known.statusCode()).isEqualTo(304);
        HttpResponse<byte[]> beyond = send("GET", detection.path("image_url").asText(), null, "Range", "bytes=99999999-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + picture.body().length);
        BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(send("GET", detection.path("image_url").asText() + "?boxes=true", null).body()));
        assertThat(drawn.getWidth()).isEqualTo(detection.path("image_width").asInt());
        assertThat(ImageIO.read(new ByteArrayInputStream(send("GET", detection.path("thumbnail_url").asText(), null).body())).getWidth()).isEqualTo(320);
        assertThat(send("GET", "/api/cameras/front_door/snapshot", null).body()).isEqualTo(picture.body());
        assertThat(json("/api/detections/" + detection.path("id").asLong()).path("label")).isEqualTo(detection.path("label"));
        assertThat(json("/api/events/search?q=front").path("items")).hasSize(1);
        assertThat(json("/api/events/stats").path("total_events").asInt()).isEqualTo(1);
        assertThat(text("/api/events/export").lines().count()).isEqualTo(2);
        assertThat(json("/api/events/export?format=json")).hasSize(1);
        assertThat(json("/api/images/rejected").path("items")).isEmpty();
        assertThat(json("/openapi.json").path("openapi").asText()).startsWith("3.");
        assertThat(text("/")).contains("<!doctype html>");
        HttpResponse<byte[]> docs = send("GET", "/docs/", null);
        assertThat(docs.statusCode()).isEqualTo(308);
        assertThat(docs.headers().firstValue("Location")).contains("../docs");
        assertThat(text("/docs")).contains("swagger-ui");
    }

    private void changesAnEvent() throws Exception {
        String event = "/api/events/" + json("/api/events").path("items").path(0).path("id").asLong();
        assertThat(send("PATCH", event, "{\"reviewed\":true,\"notes\":\"The neighbour's dog\",\"version\":1}").statusCode()).isEqualTo(200);
        assertThat(send("PATCH", event, "{\"flagged\":true,\"version\":1}").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", event, null).statusCode()).isEqualTo(204);
        assertThat(json("/api/events").path("items")).isEmpty();
        assertThat(send("POST", event + "/restore", null).statusCode()).isEqualTo(200);
        assertThat(send("POST", event + "/analyze", null).statusCode()).as("no model is configured").isEqualTo(409);
        assertThat(json(event).path("notes").asText()).isEqualTo("The neighbour's dog");
    }

    private void changesACamera() throws Exception {
        assertThat(send("PATCH", "/api/cameras/front_door", "{\"name\":\"Entrance\"}").statusCode()).isEqualTo(200);
        assertThat(json("/api/cameras").path("items").path(0).path("name").asText()).isEqualTo("Entrance");
    }

    private void operates() throws Exception {
        assertThat(json("/api/system/health").path("status").asText()).isEqualTo("healthy");
        assertThat(json("/api/system/stats").path("images_24h").path("detected").asInt()).isEqualTo(1);
        assertThat(json("/api/system/telemetry").path("queues")).hasSize(4);
        assertThat(json("/api/system/circuit-breakers").path("items")).isNotEmpty();
        assertThat(send("POST", "/api/system/circuit-breakers/detector/reset", null).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/api/system/cleanup?dry_run=true", null).statusCode()).isEqualTo(200);
        assertThat(json("/api/queues/status").path("queues")).hasSize(4);
        assertThat(json("/api/dlq/stats").path("total").asInt()).isZero();
        assertThat(json("/api/dlq/jobs/detection_queue").path("items")).isEmpty();
        assertThat(json("/health").path("status").asText()).isEqualTo("healthy");
        assertThat(json("/ready").path("status").asText()).isEqualTo("ready");
    }

    private JsonNode json(String path) throws Exception {
        return Json.mapper().readTree(send("GET", path, null).body());
    }

    private String text(String path) throws Exception {
        return new String(send("GET", path, null).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(String method, String path, String json, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Contract.check(method, answer.uri(), answer);
        return answer;
    }
}
