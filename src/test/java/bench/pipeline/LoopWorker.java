package bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.redisson.api.RStream;
import org.redisson.api.RTopic;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamReadGroupArgs;

/** Second part of {@link HandWrittenLoop}: upload, store, publish, hand over to the batch, acknowledge. One thread. */
final class LoopWorker implements Runnable {

    private static final String CAMERA = "insert into cameras (id, name, folder_path, status, last_seen_at) values (?, ?, ?, 'online', now()) on conflict (id) do nothing";
    private static final String IMAGE = "insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, inference_ms, detection_count, status)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'detected') on conflict (camera_id, file_path, file_hash) do nothing returning id";
    private static final String DETECTION = "insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,"
            + " bbox_x, bbox_y, bbox_width, bbox_height) values (?, ?, ?, ?, 'image/jpeg', ?, ?, ?, ?, ?, ?, ?) returning id";

    private final ObjectMapper json = new ObjectMapper();
    private final CloseableHttpClient http = HttpClients.createDefault();
    private final Set<String> cameras = new HashSet<>();
    private final String name;
    private final RStream<String, String> queue;
    private final RTopic topic;
    private final DataSource dataSource;
    private final String detectorUrl;
    private final LoopBatches batches;

    /** @param certain whether one of them takes the fast path */
    private record Stored(List<Long> ids, List<String> messages, boolean certain) {
    }

    LoopWorker(String name, RStream<String, String> queue, RTopic topic, DataSource dataSource, String detectorUrl, LoopBatches batches) {
        this.name = name;
        this.queue = queue;
        this.topic = topic;
        this.dataSource = dataSource;
        this.detectorUrl = detectorUrl;
        this.batches = batches;
    }

    @Override
    public void run() {
        while (true) {
            Map<StreamMessageId, Map<String, String>> jobs = queue.readGroup(HandWrittenLoop.GROUP, name,
                    StreamReadGroupArgs.neverDelivered().count(1).timeout(Duration.ofSeconds(2)));
            jobs.forEach((id, job) -> {
                try {
                    Stored stored = store(job, detect(Path.of(job.get("path"))));
                    for (String message : stored.messages) {
                        topic.publish(message);
                    }
                    if (!stored.ids.isEmpty()) {
                        batches.add(job.get("camera"), stored.ids, stored.certain);
                    }
                    queue.ack(HandWrittenLoop.GROUP, id);
                } catch (IOException | SQLException | RuntimeException e) {
                    e.printStackTrace(System.out);
                }
            });
        }
    }

    private JsonNode detect(Path picture) throws IOException {
        HttpPost post = new HttpPost(detectorUrl + "/detect");
        post.setEntity(MultipartEntityBuilder.create().addBinaryBody("file", picture.toFile(), ContentType.IMAGE_JPEG, picture.getFileName().toString()).build());
        String answer = http.execute(post, response -> EntityUtils.toString(response.getEntity()));
        return json.readTree(answer);
    }

    private Stored store(Map<String, String> job, JsonNode answer) throws SQLException {
        String camera = job.get("camera");
        Timestamp captured = new Timestamp(Long.parseLong(job.get("modified")));
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            if (cameras.add(camera)) {
                try (PreparedStatement insert = connection.prepareStatement(CAMERA)) {
                    insert.setString(1, camera);
                    insert.setString(2, camera);
                    insert.setString(3, Path.of(job.get("path")).getParent().toString());
                    insert.executeUpdate();
                }
            }
            long image;
            try (PreparedStatement insert = connection.prepareStatement(IMAGE)) {
                insert.setString(1, camera);
                insert.setString(2, job.get("path"));
                insert.setString(3, job.get("hash"));
                insert.setInt(4, answer.path("image_width").asInt());
                insert.setInt(5, answer.path("image_height").asInt());
                insert.setLong(6, Long.parseLong(job.get("bytes")));
                insert.setTimestamp(7, captured);
                insert.setFloat(8, (float) answer.path("inference_time_ms").asDouble());
                insert.setInt(9, answer.path("detections").size());
                image = id(insert);
            }
            List<String> messages = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            boolean certain = false;
            try (PreparedStatement insert = connection.prepareStatement(DETECTION)) {
                for (JsonNode found : answer.path("detections")) {
                    insert.setLong(1, image);
                    insert.setInt(2, messages.size() + 1);
                    insert.setString(3, camera);
                    insert.setString(4, job.get("path"));
                    insert.setTimestamp(5, captured);
                    insert.setString(6, found.path("class").asText());
                    insert.setFloat(7, (float) found.path("confidence").asDouble());
                    insert.setInt(8, found.path("bbox").path("x").asInt());
                    insert.setInt(9, found.path("bbox").path("y").asInt());
                    insert.setInt(10, found.path("bbox").path("width").asInt());
                    insert.setInt(11, found.path("bbox").path("height").asInt());
                    ids.add(id(insert));
                    messages.add(message(ids.get(ids.size() - 1), camera, captured, found));
                    certain |= found.path("class").asText().equals("person") && found.path("confidence").asDouble() >= 0.9;
                }
            }
            connection.commit();
            return new Stored(ids, messages, certain);
        }
    }

    private static long id(PreparedStatement insert) throws SQLException {
        try (ResultSet rows = insert.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private String message(long id, String camera, Timestamp captured, JsonNode found) {
        ObjectNode message = json.createObjectNode().put("type", "detection.new");
        ObjectNode data = message.putObject("data").put("detection_id", id).put("camera_id", camera).put("label", found.path("class").asText())
                .put("confidence", found.path("confidence").asDouble()).put("timestamp", captured.toInstant().toString());
        data.set("bbox", found.path("bbox"));
        return message.toString();
    }
}
