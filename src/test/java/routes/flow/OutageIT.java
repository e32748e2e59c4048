package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.queue.RedisServer;
import routes.remote.Breakers;
import routes.testing.TestServers;

/** PostgreSQL or Redis goes away in the middle of the work and comes back: nothing is lost, no delivery is spent. */
class OutageIT {

    private static final List<String> QUEUES = List.of("detection_queue", "batch_queue", "analysis_queue", "analysis_queue:fast");

    @TempDir
    Path folder;

    @Test
    void postgresql_goes_while_pictures_are_detected_and_while_events_are_judged() throws Exception {
        try (ScriptedService detector = new ScriptedService(slow(seen(detection("person", 0.95), detection("cat", 0.95))));
                ScriptedService model = new ScriptedService(slow(Llm.chatBody(Llm.verdict(40), "stop")));
                HikariDataSource direct = TestServers.newDatabase();
                Cable cable = new Cable(URI.create(direct.getJdbcUrl().substring("jdbc:".length())).getPort());
                FlowApp app = new FlowApp(folder, settings(detector, model), Map.of(), through(direct, cable))) {
            FlowDatabase database = new FlowDatabase(direct);
            drop(app, 3);
            eventually(() -> assertThat(detector.calls()).isNotEmpty());
            cable.cut();
            drop(app, 3);
            eventually(() -> assertThat(paused(app, "detection_queue")).isGreaterThan(3));
            Breakers.create(app.breakers, "some service", 5, 60_000).transitionToOpenState();
            Instant announced = Instant.now().plusMillis(1_500);
            eventually(() -> assertThat(Instant.now()).as("every second changes are announced").isAfter(announced));
            eventually(() -> assertThat(app.breakers.isOpen("postgresql")).as("no connection is asked for any more").isTrue());
            cable.mend();
            eventually(() -> assertThat(app.breakers.isTripped("postgresql")).as("long before its 60 s are over").isFalse());

            eventually(() -> assertThat(model.calls()).isNotEmpty());
            cable.cut();
            eventually(() -> assertThat(paused(app, "analysis_queue") + paused(app, "analysis_queue:fast")).isPositive());
            cable.mend();

            everythingIsThereOnce(app, database, 6, 12);
            eventually(() -> assertThat(database.rows("select message->'data'->>'service' || ' ' || (message->'data'->>'status') as told from outbox"
                    + " where type = 'service_status' order by id")).as("changes during the outage").contains(Map.of("told", "some service unhealthy"))
                    .containsSubsequence(Map.of("told", "postgresql unhealthy"), Map.of("told", "postgresql healthy")));
            assertThat(app.count("hsi.circuit.breaker.trips", "service", "postgresql")).isPositive();
        }
    }

    @Test
    void redis_is_killed_and_started_again() throws Exception {
        try (ScriptedService detector = new ScriptedService(slow(seen(detection("person", 0.95), detection("cat", 0.95))));
                ScriptedService model = new ScriptedService(slow(Llm.chatBody(Llm.verdict(40), "stop")));
                RedisServer redis = new RedisServer();
                FlowApp app = new FlowApp(folder, settings(detector, model), Map.of(), on(redis))) {
            drop(app, 6);
            eventually(() -> assertThat(detector.calls()).isNotEmpty());
            redis.kill();
            eventually(() -> assertThat(app.database.count("images")).isPositive());
            eventually(() -> assertThat(app.breakers.isOpen("redis")).as("no command leaves any more").isTrue());
            redis.start();
            eventually(() -> assertThat(app.breakers.isTripped("redis")).as("long before its 60 s are over").isFalse());
            eventually(() -> assertThat(app.database.rows("select message->'data'->>'status' as told from outbox where type = 'service_status'"
                    + " and message->'data'->>'service' = 'redis' order by id")).startsWith(Map.of("told", "unhealthy")).endsWith(Map.of("told", "healthy")));
            eventually(() -> assertThat(model.calls()).isNotEmpty());
            redis.kill();
            redis.start();
            everythingIsThereOnce(app, app.database, 6, 12);
        }
    }

    @Test
    void an_event_that_is_due_while_postgresql_is_away_comes_with_it_and_not_with_its_verdict() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("car", 0.8))));
                ScriptedService model = new ScriptedService(ModelAnswers.slow(40, 60_000));
                HikariDataSource direct = TestServers.newDatabase();
                Cable cable = new Cable(URI.create(direct.getJdbcUrl().substring("jdbc:".length())).getPort());
                FlowApp app = new FlowApp(folder, settings(detector, model), Map.of("PROVISIONAL_AFTER_SECONDS.ms", "4000"), through(direct, cable))) {
            FlowDatabase database = new FlowDatabase(direct);
            Pictures.drop(app, "drive");
            eventually(() -> assertThat(model.calls()).hasSize(1));
            cable.cut();
            eventually(() -> assertThat(handedOver(app)).as("batch and event, and no thread is held").isEqualTo(2));
            assertThat(database.count("events")).isZero();
            cable.mend();
            eventually(() -> assertThat(database.messages("event", "drive")).singleElement()
                    .satisfies(event -> assertThat(event.path("analysis_status").asText()).isEqualTo("provisional")));
        }
    }

    @Test
    void a_stop_does_not_wait_for_the_postgresql_that_an_event_waits_for() throws Exception {
        Instant stopped;
        try (ScriptedService detector = new ScriptedService(json(seen(detection("car", 0.8))));
                ScriptedService model = new ScriptedService(ModelAnswers.slow(40, 3_000));
                HikariDataSource direct = TestServers.newDatabase();
                Cable cable = new Cable(URI.create(direct.getJdbcUrl().substring("jdbc:".length())).getPort());
                FlowApp app = new FlowApp(folder, settings(detector, model),
                        Map.of("PROVISIONAL_AFTER_SECONDS.ms", "4000", "camel.main.shutdown-timeout", "40"), through(direct, cable))) {
            Pictures.drop(app, "drive");
            eventually(() -> assertThat(model.calls()).hasSize(1));
            cable.cut();
            eventually(() -> assertThat(paused(app, "analysis_queue")).isPositive());
            eventually(() -> assertThat(handedOver(app)).isEqualTo(2));
            assertThat(new FlowDatabase(direct).count("events")).isZero();
            stopped = Instant.now();
        }
        assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(25));
    }

    /** What the threads of batchClosers are done with. */
    private static long handedOver(FlowApp app) {
        return app.bean("batchClosers", ThreadPoolExecutor.class).getCompletedTaskCount();
    }

    private static void everythingIsThereOnce(FlowApp app, FlowDatabase database, int pictures, int detections) {
        eventually(() -> {
            assertThat(database.count("images where status = 'detected'")).isEqualTo(pictures);
            assertThat(database.count("detections")).isEqualTo(detections);
            assertThat(database.count("event_detections")).isEqualTo(detections);
        });
        eventually(() -> {
            for (String queue : QUEUES) {
                assertThat(app.queues.depth(queue)).as(queue).isZero();
            }
            assertThat(app.queues.keys("batch:open:*") + app.queues.keys("batch:closing:*")).isZero();
        });
        for (String queue : QUEUES) {
            assertThat(app.queues.deadLetters(queue)).as(queue).isEmpty();
        }
        assertThat(database.count("outbox where type = 'detection.new'")).isEqualTo(detections);
        assertThat(database.count("outbox where type = 'event'")).isEqualTo(database.count("events"));
        assertThat(database.count("outbox where type = 'detection.batch'")).isEqualTo(database.count("events"));
        assertThat(database.rows("select distinct analysis_status from events")).containsExactly(Map.of("analysis_status", "complete"));
    }

    private static Map<String, String> settings(ScriptedService detector, ScriptedService model) {
        return Map.of("YOLO26_URL", detector.url(), "NEMOTRON_URL", model.url(), "QUEUE_MAX_DELIVERIES", "2", "FAST_PATH_OBJECT_TYPES", "cat",
                "POSTGRESQL_CB_FAILURE_THRESHOLD", "4", "REDIS_CB_FAILURE_THRESHOLD", "4");
    }

    private static mockwebserver3.MockResponse slow(String body) {
        return json(200, body).headersDelay(300, TimeUnit.MILLISECONDS).build();
    }

    private static void drop(FlowApp app, int pictures) {
        for (int i = 0; i < pictures; i++) {
            Pictures.drop(app, i % 2 == 0 ? "door" : "yard");
        }
    }

    private static double paused(FlowApp app, String queue) {
        return app.count("hsi_queue_deliveries_total", "queue_name", queue, "outcome", "paused");
    }

    private static FlowApp.Servers through(HikariDataSource direct, Cable cable) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(direct.getJdbcUrl().replaceFirst(":\\d+/", ":" + cable.port() + "/"));
        config.setUsername(direct.getUsername());
        config.setPassword(direct.getPassword());
        config.setConnectionTimeout(1_000);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return servers(new HikariDataSource(config), TestServers.redisUrl());
    }

    private static FlowApp.Servers on(RedisServer redis) throws SQLException {
        return servers(TestServers.newDatabase(), redis.url());
    }

    private static FlowApp.Servers servers(HikariDataSource dataSource, String redisUrl) {
        return new FlowApp.Servers() {
            @Override
            public HikariDataSource dataSource() {
                return dataSource;
            }

            @Override
            public String redisUrl() {
                return redisUrl;
            }
        };
    }
}
