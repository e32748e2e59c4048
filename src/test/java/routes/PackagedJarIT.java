package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.chaos.Product;
import routes.config.Json;

/** What a newcomer does: start the jar, drop a picture, watch the event come, stop. Nothing is configured but the ports and shorter batches. */
class PackagedJarIT {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(35);
    private static final String[] FILLED = {
            "select count(*) from cameras where id = 'front_door' and name = 'front door' and status = 'online'",
            "select count(*) from images where camera_id = 'front_door' and status = 'detected' and detection_count > 0",
            "select count(*) from detections where object_type = 'person' and confidence >= 0.4",
            "select count(*) from events where camera_id = 'front_door' and analysis_status = 'rules' and risk_score between 0 and 100 and summary <> ''",
            "select count(*) from event_detections"};

    @TempDir
    private Path home;

    @Test
    void turns_a_dropped_picture_into_an_event_and_stops_without_a_trace() throws Exception {
        try (Product product = new Product(home, "product", Map.of("BATCH_IDLE_TIMEOUT_SECONDS", "1", "BATCH_WINDOW_SECONDS", "5"))) {
            product.startAndAwaitReady();
            try (Messages messages = Messages.of(product.apiPort())) {
                Path folder = Files.createDirectories(home.resolve("cameras/front door"));
                Files.copy(Path.of("samples/person.jpg"), folder.resolve("person.jpg"));

                JsonNode detection = messages.next("detection.new").path("data");
                assertThat(detection.path("camera_id").asText()).isEqualTo("front_door");
                assertThat(detection.path("label").asText()).isIn("person", "dog", "bicycle", "bird", "cat");
                assertThat(detection.path("bbox").path("width").asInt()).isPositive();
                JsonNode message = messages.next("event");
                assertThat(message.path("sequence").asLong()).isPositive();
                JsonNode event = message.path("data");
                assertThat(event.path("camera_id").asText()).isEqualTo("front_door");
                assertThat(event.path("analysis_status").asText()).isEqualTo("rules");
                assertThat(event.path("summary").asText()).isNotBlank();
                assertThat(event.path("object_types").toString()).contains("person");
            }
            try (Connection database = connect(); Statement statement = database.createStatement()) {
                for (String query : FILLED) {
                    try (ResultSet rows = statement.executeQuery(query)) {
                        rows.next();
                        assertThat(rows.getLong(1)).as(query).isPositive();
                    }
                }
            }
            assertThat(product.terminate(STOP_LIMIT)).as("exit code").isZero();
            assertThat(product.processes()).as("processes left behind").isEmpty();
        }
    }

    private Connection connect() throws Exception {
        String port = Files.readAllLines(home.resolve("data/postgres/postmaster.pid")).get(3).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "hearthwatch",
                Files.readString(home.resolve("data/postgres.password")).strip());
    }

    /** A client of {@code /ws/events}. */
    private static final class Messages implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        static Messages of(int port) throws Exception {
            Messages messages = new Messages();
            messages.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/events"), messages).get(10, TimeUnit.SECONDS);
            messages.next("connected");
            return messages;
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    received.add(Json.mapper().readTree(partial.toString()));
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new IllegalStateException(partial.toString(), e);
                }
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        /** The next message of that type, passing over others. */
        JsonNode next(String type) throws InterruptedException {
            JsonNode message;
            do {
                message = received.poll(30, TimeUnit.SECONDS);
                assertThat(message).as("a message of type " + type).isNotNull();
            } while (!message.path("type").asText().equals(type));
            return message;
        }

        @Override
        public void close() throws Exception {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        }
    }
}
