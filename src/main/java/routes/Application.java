package routes;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.broadcast.gate.ApiHttpServer;
import routes.config.DatabaseUrl;
import routes.config.Settings;
import routes.embedded.EmbeddedDatabase;
import routes.embedded.EmbeddedServerException;
import routes.embedded.EmbeddedServers;
import routes.embedded.detector.DetectorOptions;
import routes.embedded.detector.EmbeddedDetector;
import routes.queue.RedisClients;
import routes.reload.RouteFolder;

/**
 * Starts what the routes stand on, in this order: embedded servers, database, Redis client, detector, Camel with the routes; and stops it
 * in reverse. Migrations run while Camel reads the routes and are done before the first one starts.
 */
final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    /** Blocking reads of four queue lanes, their acknowledgements, and what the other routes do at the same time. */
    private static final int REDIS_CONNECTIONS = 32;

    /** What is held has 30 s (camel.main.shutdown-timeout), and the process ends within 35 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(32);

    private final Settings settings;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Timer limit = new Timer("stop-limit", true);
    private final Main main = new RoutesMain();
    private volatile boolean stopping;

    Application(Settings settings) {
        this.settings = settings;
    }

    /** Runs until the first SIGTERM or SIGINT. @return the exit code */
    int run() throws Exception {
        StopSignal.onFirst(this::stop);
        LOG.info("Hearthwatch {} starts", Hearthwatch.Version.read());
        settings.warnings().forEach(LOG::warn);
        try {
            start();
            main.run();
            return main.getExitCode();
        } catch (Exception e) {
            if (stopping) {
                return 0;
            }
            Optional<Throwable> reason = Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause).limit(10)
                    .filter(cause -> cause instanceof StartException || cause instanceof EmbeddedServerException).findFirst();
            LOG.error("Hearthwatch does not start: {}", reason.orElse(e).getMessage(), reason.isPresent() ? null : e);
            LOG.debug("Where it failed", e);
            return 1;
        } finally {
            closeAll();
            limit.cancel();
            if (stopping) {
                LOG.info("Hearthwatch has stopped");
            }
        }
    }

    /**
     * Stops Camel, which stops the routes in reverse of their start and waits for what they hold; {@link #run} then closes the rest. A server
     * that does not answer holds that up only until the limit.
     */
    private void stop() {
        stopping = true;
        limit.schedule(new TimerTask() {
            @Override
            public void run() {
                LOG.warn("Not everything has stopped after {} s: the process ends all the same, and nothing is lost", STOP_LIMIT.toSeconds());
                Runtime.getRuntime().halt(0);
            }
        }, STOP_LIMIT.toMillis());
        main.completed();
    }

    private void start() throws Exception {
        List<String> roles = settings.list("ROLES");
        Path data = settings.path("DATA_DIR");
        if (roles.contains("watch")) {
            makeCameraRoot(settings.path("CAMERA_ROOT"));
        }
        Optional<DatabaseUrl> databaseUrl = settings.databaseUrl("DATABASE_URL");
        Optional<String> redisUrl = settings.optionalText("REDIS_URL");
        var embedded = keep(new EmbeddedServers(data, databaseUrl.isEmpty(), redisUrl.isEmpty()));
        // before the ports are asked for: a second start of what runs already is told that, not that its ports are taken
        embedded.claim();
        Ports.requireFree(settings);
        var endpoints = embedded.start();

        var pool = keep(Database.pool(endpoints.database()
                .orElseGet(() -> new EmbeddedDatabase(databaseUrl.get().jdbcUrl(), databaseUrl.get().user().orElse(null),
                        databaseUrl.get().password().orElse(null)))));
        // beside the reading of the routes, which touches no server
        var migration = new FutureTask<Void>(() -> {
            Database.migrate(pool, settings.duration("STARTUP_TIMEOUT_SECONDS"));
            return null;
        });
        new Thread(migration, "migration").start();

        var redisson = RedisClients.create(endpoints.redisUrl().or(() -> redisUrl).get(), REDIS_CONNECTIONS);
        keep(redisson::shutdown);

        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(8).setInternalBlockingPoolSize(8));
        keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));

        Map<String, String> places = new HashMap<>(settings.asProperties());
        if (roles.contains("detect") && settings.url("YOLO26_URL").isEmpty()) {
            var detector = keep(new EmbeddedDetector(vertx, data, detectorOptions()));
            places.put("YOLO26_URL", detector.start().toCompletableFuture().get(30, TimeUnit.SECONDS).toString());
        }
        RemoteServices.describe(settings, places);

        Beans.Bound bound = Beans.bind(main, settings, places, pool, redisson, vertx);
        main.configure().httpManagementServer().withEnabled(true);
        main.configure().routeControllerConfig().withEnabled(true);
        bound.guards().forEach(this::keep);
        keep(bound.sessions());
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                if (roles.contains("api")) {
                    unchecked(() -> bound.server().install(starting.getCamelContext()));
                }
                bound.guards().forEach(guard -> unchecked(() -> starting.getCamelContext().addService(guard)));
                new RouteFolder(settings.path("ROUTES_DIR")).install(starting.getCamelContext());
            }

            @Override
            public void beforeStart(BaseMainSupport starting) {
                leaveExchangesAlone(starting.getCamelContext());
                unchecked(() -> {
                    await(migration);
                    bound.sessions().start();
                });
            }

            @Override
            public void afterStart(BaseMainSupport running) {
                Welcome.say(places);
            }
        });
    }

    /** Camel tells its listeners about each step of each exchange as soon as one of them may want to know; ours count routes. */
    private static void leaveExchangesAlone(CamelContext context) {
        context.getManagementStrategy().getEventNotifiers().stream().filter(EventNotifierSupport.class::isInstance)
                .forEach(listener -> ((EventNotifierSupport) listener).setIgnoreExchangeEvents(true));
    }

    private static void makeCameraRoot(Path folder) throws StartException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartException("CAMERA_ROOT " + folder + " is no folder and cannot be made one (" + e
                    + "): create it, or set CAMERA_ROOT to the folder the cameras upload into", e);
        }
    }

    private interface Step {

        void run() throws Exception;
    }

    /** Camel's listeners may not throw checked exceptions; the message stays. */
    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void await(Future<Void> work) throws Exception {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The embedded detector has thresholds of its own for each class; one that somebody sets holds for all. */
    private DetectorOptions detectorOptions() {
        DetectorOptions options = DetectorOptions.defaults().withMaxTiles(settings.integer("DETECTOR_MAX_TILES"));
        return settings.isSet("DETECTION_CONFIDENCE_THRESHOLD")
                ? options.withMinimumConfidence(settings.number("DETECTION_CONFIDENCE_THRESHOLD"))
                : options;
    }

    private synchronized <T extends AutoCloseable> T keep(T resource) {
        started.push(resource);
        return resource;
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            AutoCloseable resource = started.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("{} did not close in order: {}", resource.getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}
