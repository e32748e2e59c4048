package routes.flow;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.main.Main;
import org.flywaydb.core.Flyway;
import org.redisson.api.RedissonClient;
import routes.FlowPlaces;
import routes.config.Json;
import routes.config.Settings;
import routes.queue.RedisClients;
import routes.remote.Breakers;
import routes.remote.GuardedDataSource;
import routes.remote.GuardedRedis;
import routes.remote.Retries;
import routes.remote.ServiceKeys;
import routes.remote.StorageGuard;
import routes.testing.TestServers;

/**
 * The product's routes from the detection queue to the stored event, with its beans and settings, on a real PostgreSQL and a real Redis.
 * Only waiting times are shortened, below what the settings allow.
 */
final class FlowApp implements AutoCloseable {

    private static final String ROUTES = "classpath:camel/*beans.camel.yaml,classpath:camel/errors.camel.yaml,classpath:camel/20-*.camel.yaml,"
            + "classpath:camel/30-*.camel.yaml,classpath:camel/40-*.camel.yaml,classpath:camel/50-*.camel.yaml,classpath:camel/60-*.camel.yaml";
    private static final AtomicInteger STARTED = new AtomicInteger();

    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Breakers breakers = new Breakers(meters);
    final Path cameras;
    final FlowDatabase database;
    final FlowQueues queues;
    private final Main main = new Main();
    private final HikariDataSource dataSource;
    private final RedissonClient redisson;
    private final List<StorageGuard> guards = new ArrayList<>();

    /** Where the app stores; tests of outages put something between the app and the servers. */
    interface Servers {

        HikariDataSource dataSource() throws Exception;

        String redisUrl();
    }

    static final class SharedServers implements Servers {

        @Override
        public HikariDataSource dataSource() throws Exception {
            return TestServers.newDatabase();
        }

        @Override
        public String redisUrl() {
            return TestServers.redisUrl();
        }
    }

    /** @param environment settings as a user writes them */
    FlowApp(Path folder, Map<String, String> environment) throws Exception {
        this(folder, environment, Map.of(), new SharedServers());
    }

    /** @param shortened placeholders that differ from what the settings say */
    FlowApp(Path folder, Map<String, String> environment, Map<String, String> shortened, Servers servers) throws Exception {
        this(folder, environment, shortened, servers, main -> { });
    }

    /** @param changes what an integrator changes, before the start */
    FlowApp(Path folder, Map<String, String> environment, Map<String, String> shortened, Servers servers, Consumer<Main> changes) throws Exception {
        String prefix = "flow" + STARTED.incrementAndGet() + ":";
        cameras = folder.resolve("cameras");
        dataSource = servers.dataSource();
        redisson = RedisClients.create(servers.redisUrl(), 32);
        redisson.getKeys().deleteByPattern(prefix + "*");
        Flyway.configure(FlowApp.class.getClassLoader()).dataSource(dataSource).locations("classpath:db/migration").load().migrate();
        database = new FlowDatabase(dataSource);
        queues = new FlowQueues(redisson, prefix);
        try {
            start(settings(folder, environment, prefix), shortened, changes);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private Settings settings(Path folder, Map<String, String> environment, String prefix) {
        Map<String, String> all = new HashMap<>(Map.of("CAMERA_ROOT", cameras.toString(), "DATA_DIR", folder.resolve("data").toString(),
                "REDIS_KEY_PREFIX", prefix, "AI_CONNECT_TIMEOUT", "2"));
        all.putAll(environment);
        return Settings.load(all, Optional.empty());
    }

    private void start(Settings settings, Map<String, String> shortened, Consumer<Main> changes) throws Exception {
        Properties places = new Properties();
        places.putAll(FlowPlaces.of(settings));
        places.putAll(Map.of("camel.component.redis-stream.configuration.backoff-initial", "100",
                "camel.component.redis-stream.configuration.backoff-max", "300", "QUEUE_CLAIM_IDLE_SECONDS.ms", "3000",
                "BATCH_IDLE_TIMEOUT_SECONDS", "0.6", "BATCH_WINDOW_SECONDS", "2", "camel.main.shutdown-timeout", "5"));
        places.put("camel.component.redis-stream.key-prefix", places.getProperty("REDIS_KEY_PREFIX"));
        places.putAll(shortened);
        main.setOverrideProperties(places);
        main.bind("settings", settings);
        main.bind("serviceKeys", new ServiceKeys(settings));
        main.bind("dataSource", new GuardedDataSource(dataSource, guard(settings, "postgresql", () -> GuardedDataSource.ask(dataSource))));
        main.bind("redisson", GuardedRedis.of(redisson, guard(settings, "redis", () -> redisson.getKeys().count())));
        main.bind("clock", Clock.systemUTC());
        main.bind("objectMapper", Json.mapper());
        main.bind("meterRegistry", meters);
        main.bind("breakers", breakers);
        main.configure().withRoutesIncludePattern(ROUTES);
        main.bind("retries", new Retries(0.02));
        changes.accept(main);
        main.start();
    }

    private StorageGuard guard(Settings settings, String storage, Callable<?> question) {
        String prefix = storage.toUpperCase(Locale.ROOT) + "_CB_";
        StorageGuard guard = new StorageGuard(Breakers.create(breakers, storage, settings.integer(prefix + "FAILURE_THRESHOLD"),
                settings.duration(prefix + "RECOVERY_TIMEOUT").toMillis()), question);
        guards.add(guard);
        return guard;
    }

    <T> T bean(String name, Class<T> type) {
        return main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    void send(String endpoint, Object body) {
        main.getCamelContext().createProducerTemplate().sendBody(endpoint, body);
    }

    /** Whether an exchange is within the route now. */
    boolean isBusy(String routeId) {
        return main.getCamelContext().getInflightRepository().size(routeId) > 0;
    }

    /** As JMX shows them. */
    List<String> endpoints() {
        return main.getCamelContext().getEndpoints().stream().map(Endpoint::getEndpointUri).toList();
    }

    double count(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        main.stop();
        guards.forEach(StorageGuard::close);
        redisson.shutdown(0, 2, TimeUnit.SECONDS);
        dataSource.close();
    }
}
