package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Json;
import routes.detect.RejectedImage;
import routes.remote.Retries;

/** The whole route on a real disk; queue and database are stand-ins. */
class WatchRouteTest extends CamelMainTestSupport {

    @TempDir
    static Path dir;
    /** Without an initialiser: the super constructor asks for the settings already. */
    private Path root;
    private final Map<String, String> claimed = new ConcurrentHashMap<>();

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("classpath:camel/10-watch.camel.yaml,classpath:camel/errors.camel.yaml");
        configuration.addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:reject-image").to("mock:rejected");
            }
        });
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        try {
            root = Files.createTempDirectory(dir, "cameras");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(Map.entry("CAMERA_ROOT", root.toString()), Map.entry("ROLES.watch", "true"), Map.entry("IMAGE_TRANSPORT", "path"), Map.entry("FILE_WATCHER_POLLING", "false"),
                Map.entry("FILE_WATCHER_POLLING_INTERVAL.ms", "200"), Map.entry("SWEEP_INTERVAL_SECONDS.ms", "300000"),
                Map.entry("FILE_STABILITY_MODE", "structure"), Map.entry("FILE_DEBOUNCE_SECONDS", "0.2"), Map.entry("FILE_DEBOUNCE_SECONDS.ms", "200"),
                Map.entry("FILE_STABILITY_SECONDS", "0.5"), Map.entry("FILE_STABILITY_SECONDS.ms", "500"), Map.entry("WATCH_CONCURRENCY", "2"),
                Map.entry("DEDUPE_TTL_SECONDS", "300"), Map.entry("QUEUE_MAX_SIZE", "10000"), Map.entry("QUEUE_OVERFLOW_POLICY", "block"),
                Map.entry("DETECTOR_MAX_RETRIES", "3"), Map.entry("NEMOTRON_MAX_RETRIES", "3"), Map.entry("ENRICHMENT_MAX_RETRIES", "3"),
                Map.entry("camel.dataformat.jackson.autoDiscoverObjectMapper", "true")));
        return settings;
    }

    @Override
    protected void bindToRegistry(org.apache.camel.spi.Registry registry) {
        CameraFiles files = new CameraFiles(root.toString());
        FileStability stability = new FileStability();
        registry.bind("objectMapper", Json.mapper());
        registry.bind("cameraFiles", files);
        registry.bind("imageInspector", new ImageInspector(files, 10_240, 10_000_000, 100_000_000, "structure"));
        registry.bind("fileStability", stability);
        registry.bind("recentFiles", new RecentFiles(stability, 1_000));
        registry.bind("watchMessages", new WatchMessages(Clock.systemUTC()));
        registry.bind("retries", new Retries(0.01));
        registry.bind("useLatest", new UseLatestAggregationStrategy());
        registry.bind("sweep", new NoSweep());
        registry.bind("file-watch", new CameraWatchComponent());
        registry.bind("redis-stream", new StandIn("mock:queue"));
        registry.bind("jdbc", new StandIn("mock:database"));
    }

    /** What is written before the folder is watched is found by the sweep that follows, which finds nothing here. */
    @BeforeEach
    void awaitWatching() {
        await().atMost(Duration.ofSeconds(40)).until(() -> context().getRegistry().lookupByNameAndType("sweep", NoSweep.class).count > 0);
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

        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(rejections()).extracting(RejectedImage::reason)
                .containsExactlyInAnyOrder("not_an_image", "empty", "too_many_pixels", "symlink_outside_root"));
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(queue().getExchanges()).hasSize(1));
    }

    @Test
    void sweeps_when_it_begins_to_watch() {
        assertThat(context().getRegistry().lookupByNameAndType("sweep", NoSweep.class).count).isPositive();
    }

    @Test
    void a_sweep_waits_for_a_storage_that_is_away() {
        NoSweep sweep = context().getRegistry().lookupByNameAndType("sweep", NoSweep.class);
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

    /** Finds nothing. */
    public static final class NoSweep {

        private volatile int count;
        private volatile boolean storageIsAway;

        public List<CameraFile> files() {
            count++;
            if (storageIsAway) {
                throw new IllegalStateException("the database does not tell", new SQLTransientConnectionException("away", "08001"));
            }
            return List.of();
        }
    }

    private static final class StandIn extends DefaultComponent {

        private final String uri;

        StandIn(String uri) {
            this.uri = uri;
        }

        @Override
        protected Endpoint createEndpoint(String ignored, String remaining, Map<String, Object> parameters) throws IOException {
            parameters.clear();
            CamelContext context = getCamelContext();
            return context.getEndpoint(uri);
        }
    }
}
