package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.redisson.api.RedissonClient;
import routes.embedded.PostgresServer;
import routes.queue.RedisClients;
import routes.queue.RedisServer;

/** The surroundings of one scenario: PostgreSQL, Redis, detector and cameras, all of its own, and the products that work with them. */
final class Scene implements AutoCloseable {

    static final int CAMERAS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RedissonClient redisson;
    private final List<Product> products = new ArrayList<>();
    final Path home;
    final PostgresServer postgres;
    final RedisServer redis;
    final StubDetector detector;
    final Load load;
    final Subscriber subscriber;

    Scene() throws Exception {
        home = Files.createTempDirectory("hearthwatch-chaos-");
        opened.push(() -> FileTree.delete(home));
        postgres = keep(new PostgresServer());
        redis = keep(new RedisServer());
        redisson = RedisClients.create(redis.url(), 10);
        opened.push(redisson::shutdown);
        detector = keep(new StubDetector());
        load = keep(new Load(home.resolve("cameras"), CAMERAS));
        subscriber = keep(new Subscriber());
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Times as short as the settings allow, so that everything happens often. */
    Product product(String... moreSettings) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("DATABASE_URL", postgres.url(), "REDIS_URL", redis.url(), "YOLO26_URL", detector.url(),
                "BATCH_IDLE_TIMEOUT_SECONDS", "1", "BATCH_WINDOW_SECONDS", "3", "FAST_PATH_COOLDOWN_SECONDS", "2",
                "QUEUE_CLAIM_IDLE_SECONDS", "2", "SWEEP_INTERVAL_SECONDS", "2", "CAMERA_ROOT", home.resolve("cameras").toString()));
        for (int i = 0; i < moreSettings.length; i += 2) {
            settings.put(moreSettings[i], moreSettings[i + 1]);
        }
        Product product = keep(new Product(home, "product-" + (products.size() + 1), settings, SharedClasses.options()));
        products.add(product);
        if (product.does("api")) {
            subscriber.follow(product);
        }
        return product;
    }

    /** Number of pictures whose detections are stored. */
    long stored() throws Exception {
        return count("select count(*) from images where status = 'detected'");
    }

    long count(String query) throws Exception {
        try (Connection connection = postgres.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Waits until that many more pictures are stored than now. */
    void awaitStored(int more) throws Exception {
        long goal = stored() + more;
        Awaitility.await(more + " more pictures stored").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> stored() >= goal);
    }

    /**
     * Waits until every picture is through, with nothing lost, doubled or left over, and every message heard; and the same again after the next
     * sweep, and repair, which might do something twice.
     */
    void verifyNothingIsLost() throws Exception {
        load.stop();
        awaitEverything();
        Looks.awaitNext(products);
        awaitEverything();
    }

    private void awaitEverything() throws Exception {
        Leftovers leftovers = new Leftovers(redisson);
        try (Connection connection = postgres.connect()) {
            Invariants invariants = new Invariants(connection, load.written());
            Awaitility.await("everything done").atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
                invariants.verify();
                assertThat(leftovers.all()).as("left in Redis").isEmpty();
                subscriber.verify(connection);
            });
        }
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
