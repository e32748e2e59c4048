package routes.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Json;
import routes.remote.Retries;
import routes.remote.StorageAgain;

/** The routes of the watch stage on a real disk; queue and database are stand-ins. */
abstract class WatchRouteSupport extends CamelMainTestSupport {

    @TempDir
    static Path dir;
    /** Without an initialiser: the super constructor asks for the settings already. */
    Path root;

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
        settings.putAll(Map.ofEntries(Map.entry("CAMERA_ROOT", root.toString()), Map.entry("ROLES.watch", "true"), Map.entry("IMAGE_TRANSPORT", "path"), Map.entry("FILE_WATCHER_POLLING", "" + polls()),
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
        registry.bind("storageAgain", new StorageAgain(new Retries(0.01)));
        registry.bind("useLatest", new UseLatestAggregationStrategy());
        registry.bind("sweep", new NoFiles());
        registry.bind("pollingScan", new NoFiles());
        registry.bind("file-watch", new CameraWatchComponent());
        registry.bind("redis-stream", new StandIn("mock:queue"));
        registry.bind("jdbc", new StandIn("mock:database"));
    }

    /** FILE_WATCHER_POLLING */
    abstract boolean polls();

    /** @param name {@code sweep} or {@code pollingScan} */
    NoFiles search(String name) {
        return context().getRegistry().lookupByNameAndType(name, NoFiles.class);
    }

    /** Finds nothing. */
    public static final class NoFiles {

        volatile int count;
        volatile boolean storageIsAway;

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
