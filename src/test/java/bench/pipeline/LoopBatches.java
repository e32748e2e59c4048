package bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Last part of {@link HandWrittenLoop}: a batch per camera, kept in Redis, that closes with the times of the product in the benchmark; a certain
 * person alone at once. Its verdict by the model, its event with links in one transaction, its message. Thread-safe.
 */
final class LoopBatches implements Runnable {

    static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(90);
    private static final int MOST = 500;
    private static final int LOOK_MILLIS = 2;
    private static final String OPEN = "bench:batch:";
    private static final String EVENT = "insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, verdict,"
            + " analysis_status, is_fast_path, object_types, detection_count, enrichment_status)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), 'complete', ?, '{car}', ?, '{}') on conflict (batch_id) do nothing returning id";
    private static final String LINKS = "insert into event_detections (event_id, detection_id) select ?, unnest(?)";

    private final ObjectMapper json = new ObjectMapper();
    private final CloseableHttpClient http = HttpClients.createDefault();
    private final ExecutorService closers = Executors.newFixedThreadPool(4);
    private final Map<String, Open> open = new HashMap<>();
    private final RedissonClient redisson;
    private final DataSource dataSource;
    private final String modelUrl;

    private record Open(String id, String camera, Instant firstAt, Instant lastAt, List<Long> detections) {

        boolean isDue(Instant now) {
            return detections.size() >= MOST || !now.isBefore(lastAt.plus(IDLE)) || !now.isBefore(firstAt.plus(WINDOW));
        }
    }

    LoopBatches(RedissonClient redisson, DataSource dataSource, String modelUrl) {
        this.redisson = redisson;
        this.dataSource = dataSource;
        this.modelUrl = modelUrl;
    }

    /** Returns when Redis has them. */
    void add(String camera, List<Long> detections, boolean alone) {
        Instant now = Instant.now();
        if (alone) {
            closers.execute(() -> close(new Open("fast_path_" + detections.get(0), camera, now, now, detections)));
            return;
        }
        redisson.getList(OPEN + camera, StringCodec.INSTANCE).addAll(detections.stream().map(id -> Long.toString(id)).toList());
        synchronized (open) {
            Open batch = open.getOrDefault(camera, new Open("batch-" + UUID.randomUUID(), camera, now, now, new ArrayList<>()));
            batch.detections.addAll(detections);
            open.put(camera, new Open(batch.id, camera, batch.firstAt, now, batch.detections));
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Instant now = Instant.now();
                synchronized (open) {
                    List<Open> due = open.values().stream().filter(batch -> batch.isDue(now)).toList();
                    due.forEach(batch -> {
                        open.remove(batch.camera);
                        closers.execute(() -> close(batch));
                    });
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(Open batch) {
        try {
            JsonNode verdict = judge(batch);
            long id = store(batch, verdict);
            ObjectNode message = json.createObjectNode().put("type", "event");
            message.putObject("data").put("id", id).put("batch_id", batch.id).put("camera_id", batch.camera)
                    .put("risk_score", verdict.path("risk_score").asInt()).put("risk_level", verdict.path("risk_level").asText())
                    .put("summary", verdict.path("summary").asText()).put("reasoning", verdict.path("reasoning").asText())
                    .put("started_at", batch.firstAt.toString()).put("ended_at", batch.lastAt.toString()).put("detection_count", batch.detections.size());
            redisson.getTopic(HandWrittenLoop.CHANNEL, StringCodec.INSTANCE).publish(message.toString());
            redisson.getList(OPEN + batch.camera, StringCodec.INSTANCE).trim(batch.detections.size(), -1);
        } catch (IOException | SQLException | RuntimeException e) {
            e.printStackTrace(System.out);
        }
    }

    private JsonNode judge(Open batch) throws IOException {
        ObjectNode request = json.createObjectNode().put("temperature", 0.7).put("max_tokens", 1_536);
        request.putArray("messages").addObject().put("role", "user")
                .put("content", batch.detections.size() + " detections at camera " + batch.camera + " since " + batch.firstAt);
        HttpPost post = new HttpPost(modelUrl + "/v1/chat/completions");
        post.setEntity(new StringEntity(request.toString(), ContentType.APPLICATION_JSON));
        String answer = http.execute(post, response -> EntityUtils.toString(response.getEntity()));
        return json.readTree(json.readTree(answer).path("choices").path(0).path("message").path("content").asText());
    }

    private long store(Open batch, JsonNode verdict) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            long id;
            try (PreparedStatement insert = connection.prepareStatement(EVENT)) {
                insert.setString(1, batch.id);
                insert.setString(2, batch.camera);
                insert.setTimestamp(3, Timestamp.from(batch.firstAt));
                insert.setTimestamp(4, Timestamp.from(batch.lastAt));
                insert.setInt(5, verdict.path("risk_score").asInt());
                insert.setString(6, verdict.path("risk_level").asText());
                insert.setString(7, verdict.path("summary").asText());
                insert.setString(8, verdict.path("reasoning").asText());
                insert.setString(9, verdict.toString());
                insert.setBoolean(10, batch.id.startsWith("fast_path_"));
                insert.setInt(11, batch.detections.size());
                try (ResultSet rows = insert.executeQuery()) {
                    rows.next();
                    id = rows.getLong(1);
                }
            }
            try (PreparedStatement links = connection.prepareStatement(LINKS)) {
                links.setLong(1, id);
                links.setArray(2, connection.createArrayOf("bigint", batch.detections.toArray()));
                links.executeUpdate();
            }
            connection.commit();
            return id;
        }
    }
}
