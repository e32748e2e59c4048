package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The embedded servers on a disk without room. */
@Chaos
class DiskFullIT {

    private static final int MEGABYTES = 400;

    @Test
    void a_full_disk_costs_time_and_nothing_else() throws Exception {
        SmallDisk mounted = null;
        try {
            mounted = SmallDisk.mount(MEGABYTES);
        } catch (IOException e) {
            Assumptions.abort("needs root: " + e.getMessage());
        }
        Path home = Files.createTempDirectory("hearthwatch-chaos-");
        try (SmallDisk disk = mounted; StubDetector detector = new StubDetector(); Load load = new Load(home.resolve("cameras"), Scene.CAMERAS);
                Subscriber subscriber = new Subscriber();
                Product product = new Product(home, "product", Map.of("DATA_DIR", disk.folder().resolve("data").toString(), "YOLO26_URL", detector.url(),
                        "BATCH_IDLE_TIMEOUT_SECONDS", "1", "BATCH_WINDOW_SECONDS", "3", "QUEUE_CLAIM_IDLE_SECONDS", "2",
                        "SWEEP_INTERVAL_SECONDS", "2"), SharedClasses.options())) {
            subscriber.follow(product);
            product.startAndAwaitReady();
            load.write(40);
            awaitEverything(product, disk, load, subscriber);
            disk.fill();
            load.write(60);
            Awaitility.await("the full disk is noticed").atMost(Duration.ofSeconds(120)).until(() -> product.says("No space left"));
            disk.free();
            load.write(40);
            awaitEverything(product, disk, load, subscriber);
            Looks.awaitNext(List.of(product));
            awaitEverything(product, disk, load, subscriber);
            assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            assertThat(product.processes()).isEmpty();
        } finally {
            FileTree.delete(home);
        }
    }

    private static void awaitEverything(Product product, SmallDisk disk, Load load, Subscriber subscriber) {
        Awaitility.await("everything done").atMost(Duration.ofSeconds(240)).pollInterval(Duration.ofMillis(500)).ignoreExceptions().untilAsserted(() -> {
            assertThat(product.isAlive()).as(product.tail()).isTrue();
            new EmbeddedData(disk.folder().resolve("data")).verify(load.written(), subscriber);
        });
    }
}
