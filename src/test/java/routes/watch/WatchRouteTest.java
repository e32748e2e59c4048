package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.detect.RejectedImage;

/** The whole route on a real disk; queue and database are stand-ins. */
class WatchRouteTest extends WatchRouteSupport {

    private final Map<String, String> claimed = new ConcurrentHashMap<>();

    @Override
    boolean polls() {
        return false;
    }

    /** What is written before the folder is watched is found by the sweep that follows, which finds nothing here. */
    @BeforeEach
    void awaitWatching() {
        await().atMost(Duration.ofSeconds(40)).until(() -> search("sweep").count > 0);
    }

    @Test
    void queues_a_whole_image_at_once_and_once() throws Exception {
        byte[] jpeg = Pictures.jpeg(640, 480);
        Path folder = Files.createDirectory(root.resolve("Front 'Door' é"));
        claimDedupeKeys();
        Files.write(folder.resolve("a.jpg"), jpeg);

        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(queue().getExchanges()).hasSize(1));
        Exchange job = queue().getExchanges().get(0);
        assertThat(job.getMessage().getBody(String.class)).contains("\"camera", "front_door_e", "a.jpg", "image");
        assertThat(job.getMessage().getHeader("CamelRedisStreamIdempotencyKey", String.class)).startsWith("dedupe:front_door_e:");

        Files.write(Files.createDirectories(folder.resolve("deep/er")).resolve("copy.jpg"), jpeg);
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(rejections()).extracting(RejectedImage::reason).containsExactly("duplicate"));
        assertThat(rejections().get(0).detail()).isEqualTo("same content as " + folder.resolve("a.jpg"));
    }

    @Test
    void waits_for_a_slow_upload_and_rejects_one_that_stalled_until_it_goes_on() throws Exception {
        byte[] jpeg = Pictures.jpeg(640, 480);
        Path file = Files.createDirectory(root.resolve("cam")).resolve("slow.jpg");
        Files.write(file, Arrays.copyOf(jpeg, jpeg.length / 2));
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(rejections()).extracting(RejectedImage::reason).containsExactly("truncated"));
        assertThat(queue().getExchanges()).isEmpty();

        Files.write(file, Arrays.copyOfRange(jpeg, jpeg.length / 2, jpeg.length), StandardOpenOption.APPEND);
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(queue().getExchanges()).hasSize(1));
    }

    @Test
    void records_bad_input_with_its_reason_and_goes_on() throws Exception {
        Path camera = Files.createDirectory(root.resolve("two\nlines"));
        Files.writeString(root.resolve("in-the-root.jpg"), "x");
        Files.writeString(camera.resolve("text.jpg"), "hello");
        Files.createFile(camera.resolve("empty.jpg"));
        Files.write(camera.resolve("bomb.png"), Pictures.pngClaiming(Pictures.png(320, 240), 30_000, 30_000));
        Files.createSymbolicLink(camera.resolve("link.jpg"), Path.of("/etc/hostname"));
        Path part = Files.write(camera.resolve("good.jpg.part"), Pictures.jpeg(640, 480));
        Files.move(part, camera.resolve("good.jpg"), StandardCopyOption.ATOMIC_MOVE);

        // a file that is seen again because its writing took long is still one row
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(rejections()).extracting(RejectedImage::reason)
                .containsOnly("not_an_image", "empty", "too_many_pixels", "symlink_outside_root"));
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(queue().getExchanges()).hasSize(1));
    }

    @Test
    void sweeps_when_it_begins_to_watch() {
        assertThat(search("sweep").count).isPositive();
    }

    @Test
    void a_sweep_waits_for_a_storage_that_is_away() {
        NoFiles sweep = search("sweep");
        int before = sweep.count;
        sweep.storageIsAway = true;
        template().sendBody("seda:sweep?size=1&discardWhenFull=true", "now");
        await().atMost(Duration.ofSeconds(40)).until(() -> sweep.count > before + 1);
        sweep.storageIsAway = false;
        int tried = sweep.count;
        await().atMost(Duration.ofSeconds(40)).until(() -> sweep.count == tried + 1);
    }

    private List<RejectedImage> rejections() {
        return getMockEndpoint("mock:rejected").getExchanges().stream().map(exchange -> exchange.getMessage().getBody(RejectedImage.class)).toList();
    }

    private MockEndpoint queue() {
        return getMockEndpoint("mock:queue");
    }

    private void claimDedupeKeys() {
        queue().whenAnyExchangeReceived(exchange -> {
            String earlier = claimed.putIfAbsent(exchange.getMessage().getHeader("CamelRedisStreamIdempotencyKey", String.class),
                    exchange.getMessage().getHeader("CamelRedisStreamIdempotencyValue", String.class));
            exchange.getMessage().setHeader("CamelRedisStreamDuplicateOf", earlier);
        });
    }
}
