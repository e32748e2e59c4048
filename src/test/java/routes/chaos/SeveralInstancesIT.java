package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import routes.queue.RedisClients;

/** Instances that share the work, each with roles of its own. */
@Chaos
class SeveralInstancesIT {

    private static final String LEADS = "batch: this instance leads";
    private static final String RELAYS = "Outbox relay security_events is active in this instance";
    private static final Duration TAKEOVER = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String ALL_BUT_WATCH = "detect,batch,analyze,relay,api";

    private Scene scene;
    private RedissonClient redisson;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene();
        redisson = RedisClients.create(scene.redis.url(), 10);
    }

    @AfterEach
    void close() throws Exception {
        redisson.shutdown();
        scene.close();
    }

    @Test
    void another_instance_leads_the_batches_within_10_seconds_of_a_kill_and_every_detection_is_in_one_event() throws Exception {
        Product first = scene.product().startAndAwaitReady();
        Awaitility.await().atMost(TAKEOVER).until(() -> first.says(LEADS));
        Product second = scene.product().startAndAwaitReady();
        scene.load.start(60);
        scene.awaitStored(60);
        assertThat(second.says(LEADS)).as("one leads at a time").isFalse();

        first.kill();
        Awaitility.await("the other takes over").atMost(TAKEOVER).pollInterval(Duration.ofMillis(50)).until(() -> second.says(LEADS));
        scene.awaitStored(60);
        scene.verifyNothingIsLost();
    }

    @Test
    void an_instance_that_is_frozen_is_replaced_and_does_no_harm_when_it_wakes() throws Exception {
        Product first = scene.product().startAndAwaitReady();
        Awaitility.await().atMost(PATIENCE).until(() -> first.says(LEADS));
        Product second = scene.product().startAndAwaitReady();
        scene.load.start(100);
        scene.awaitStored(30);

        first.freeze();
        Awaitility.await("the other takes over").atMost(PATIENCE).until(() -> second.says(LEADS) && second.says(RELAYS));
        scene.awaitStored(30);
        first.thaw();
        Awaitility.await("it notices").atMost(PATIENCE).until(() -> first.says("batch: this instance leads no longer"));
        scene.awaitStored(30);
        scene.verifyNothingIsLost();
    }

    @Test
    void pictures_travel_to_an_instance_that_does_not_see_the_cameras() throws Exception {
        Product cameras = scene.product("ROLES", "watch", "IMAGE_TRANSPORT", "redis").startAndAwaitReady();
        scene.load.write(40);
        Awaitility.await("all queued").atMost(PATIENCE).until(() -> redisson.getStream("detection_queue").size() == 40);
        assertThat(redisson.getKeys().getKeysByPattern("image:*")).hasSize(40);
        assertThat(cameras.terminate(Duration.ofSeconds(35))).isZero();
        Path seen = scene.home.resolve("cameras");
        Files.move(seen, scene.home.resolve("unplugged"));

        scene.product("ROLES", ALL_BUT_WATCH).startAndAwaitReady();
        scene.verifyNothingIsLost();
        assertThat(Files.exists(seen)).as("made by the detecting instance").isFalse();
        assertThat(redisson.getKeys().getKeysByPattern("image:*")).as("pictures left in Redis").isEmpty();
    }

    @Test
    void the_stages_of_the_flow_may_all_run_in_instances_of_their_own() throws Exception {
        for (String role : new String[] {"watch", "detect", "batch", "analyze", "relay", "api"}) {
            scene.product("ROLES", role).startAndAwaitReady();
        }
        scene.load.write(30);
        scene.verifyNothingIsLost();
        Awaitility.await("all told").atMost(PATIENCE).until(() -> scene.count("select count(*) from outbox where sent_at is null") == 0);
    }
}
