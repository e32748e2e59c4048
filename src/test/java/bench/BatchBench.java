package bench;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;
import routes.chaos.FileTree;
import routes.chaos.Product;
import routes.testing.TestServers;

/**
 * The packaged jar with role {@code batch} works off a full {@code batch_queue}: route batch, the aggregator with its journal in Redis, and the
 * statement that closes a batch. Counted from when half is done, so that the compiler has had its time, until the last batch is closed.
 */
final class BatchBench implements Benchmark {

    private static final int DETECTIONS = 204_800;
    private static final int IN_A_BATCH = 100;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String PREFIX = "bench:batch:";
    private static final String QUEUE = PREFIX + "batch_queue";
    private static final int PIPELINE = 5_000;

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String description() {
        return "detections/s from batch_queue into closed batches of " + IN_A_BATCH + ", by the packaged jar with ROLES=batch on PostgreSQL and Redis";
    }

    @Override
    public List<Figure> run() throws Exception {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("128 cameras, 1 detection in a picture", rate(128, 1), "detections/s", ">= 5000"));
        for (int cameras : new int[] {16, 128, 512}) {
            figures.add(new Figure(cameras + " cameras, 4 detections in a picture", rate(cameras, 4), "detections/s", ">= 5000"));
        }
        return figures;
    }

    private static double rate(int cameras, int inAPicture) throws Exception {
        Path home = Files.createTempDirectory("hearthwatch-bench-");
        RedissonClient redis = TestServers.redisson();
        try (HikariDataSource database = TestServers.newSchema(); Product product = product(home, database)) {
            fill(database, redis, cameras, inAPicture);
            product.start();
            long pictures = DETECTIONS / inAPicture;
            long begun = awaitDepth(redis, pictures / 2);
            long left = redis.getStream(QUEUE, StringCodec.INSTANCE).size() * inAPicture;
            awaitDepth(redis, 0);
            Awaitility.await("all batches closed").atMost(LIMIT).pollInterval(Duration.ofMillis(20))
                    .until(() -> count(database, "select count(*) from analysis_jobs") == DETECTIONS / IN_A_BATCH);
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (count(database, "select count(*) from detections where batch_id is null") > 0) {
                throw new IllegalStateException("detections in no batch");
            }
            System.out.printf("%d cameras, %d in a picture: %.0f detections/s%n", cameras, inAPicture, left / seconds);
            return left / seconds;
        } finally {
            redis.getKeys().deleteByPattern(PREFIX + "*");
            FileTree.delete(home);
        }
    }

    private static Product product(Path home, HikariDataSource database) {
        String url = database.getJdbcUrl().replace("jdbc:postgresql://", "postgresql://" + TestServers.user() + ":" + TestServers.password() + "@");
        return new Product(home, "batch", Map.of("ROLES", "batch", "DATABASE_URL", url, "REDIS_URL", TestServers.redisUrl(), "REDIS_KEY_PREFIX", PREFIX,
                "BATCH_MAX_DETECTIONS", Integer.toString(IN_A_BATCH)), Product.AS_DELIVERED);
    }

    private static void fill(HikariDataSource database, RedissonClient redis, int cameras, int inAPicture) throws SQLException {
        redis.getKeys().deleteByPattern(PREFIX + "*");
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("insert into cameras (id, name, folder_path) select 'c' || n, 'c' || n, '/c' || n from generate_series(0, " + (cameras - 1) + ") n");
            statement.execute("insert into images (camera_id, file_path, file_hash, captured_at, detection_count, status) select 'c' || n % " + cameras
                    + ", '/c' || n % " + cameras + " || '/' || n || '.jpg', md5(n::text), now(), " + inAPicture + ", 'detected' from generate_series(0, "
                    + (DETECTIONS / inAPicture - 1) + ") n");
            statement.execute("insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence, bbox_x, bbox_y, "
                    + "bbox_width, bbox_height) select i.id, o, camera_id, file_path, 'image/jpeg', captured_at, 'car', 0.7, 1, 2, 30, 40 from images i, "
                    + "generate_series(1, " + inAPicture + ") o order by i.id, o");
            statement.execute("analyze");
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement messages = connection.prepareStatement("""
                    select jsonb_build_object('camera_id', camera_id, 'image_id', image_id, 'pipeline_start_time', iso(now()),
                        'timings', jsonb_build_object('watched', 1, 'queued', 1, 'detected', 1),
                        'detections', jsonb_agg(jsonb_build_object('id', id, 'object_type', object_type, 'confidence', 0.7, 'bbox', bbox(detections),
                            'detected_at', iso(detected_at), 'file_path', file_path) order by id))::text
                    from detections group by image_id, camera_id order by image_id""")) {
                messages.setFetchSize(PIPELINE);
                send(messages, redis);
            }
        }
    }

    private static void send(PreparedStatement messages, RedissonClient redis) throws SQLException {
        try (ResultSet rows = messages.executeQuery()) {
            RBatch together = redis.createBatch();
            int waiting = 0;
            while (rows.next()) {
                together.<String, String>getStream(QUEUE, StringCodec.INSTANCE).addAsync(StreamAddArgs.entry("job", rows.getString(1)));
                if (++waiting == PIPELINE) {
                    together.execute();
                    together = redis.createBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                together.execute();
            }
        }
    }

    /** @return when it was seen, in {@link System#nanoTime()} */
    private static long awaitDepth(RedissonClient redis, long depth) {
        Awaitility.await(depth + " left in batch_queue").atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20))
                .until(() -> redis.getStream(QUEUE, StringCodec.INSTANCE).size() <= depth);
        return System.nanoTime();
    }

    private static long count(HikariDataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
