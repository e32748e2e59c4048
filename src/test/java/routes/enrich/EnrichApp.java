package routes.enrich;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import routes.analyze.Scene;
import routes.config.Settings;
import routes.detect.BoundingBox;
import routes.detect.Detection;
import routes.remote.Answers;
import routes.remote.Breakers;
import routes.remote.InferencePermits;
import routes.remote.RequestHeaders;
import routes.remote.Retries;
import routes.remote.ServiceKeys;

/** The routes of 40-enrich.camel.yaml with their beans, against scripted services. */
final class EnrichApp implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-01-09T12:00:00Z");

    private final Map<String, String> settings = new HashMap<>(Map.ofEntries(
            Map.entry("FLORENCE_CB_FAILURE_THRESHOLD", "5"), Map.entry("FLORENCE_CB_RECOVERY_TIMEOUT", "60"), Map.entry("FLORENCE_READ_TIMEOUT", "30"),
            Map.entry("CLIP_CB_FAILURE_THRESHOLD", "5"), Map.entry("CLIP_CB_RECOVERY_TIMEOUT", "60"), Map.entry("CLIP_READ_TIMEOUT", "15"),
            Map.entry("ENRICHMENT_CB_FAILURE_THRESHOLD", "5"), Map.entry("ENRICHMENT_CB_RECOVERY_TIMEOUT", "60"), Map.entry("ENRICHMENT_READ_TIMEOUT", "60"),
            Map.entry("ENRICHMENT_MAX_RETRIES", "1"), Map.entry("DETECTOR_MAX_RETRIES", "1"), Map.entry("NEMOTRON_MAX_RETRIES", "1"),
            Map.entry("ENRICHMENT_MAX_IMAGES", "4"), Map.entry("ENRICHMENT_DEADLINE_SECONDS", "30"), Map.entry("AI_CONNECT_TIMEOUT", "2"),
            Map.entry("AI_MAX_CONCURRENT_INFERENCES", "4"), Map.entry("REDIS_KEY_PREFIX", "test:"), Map.entry("NEMOTRON_VISION", "false")));
    private final Main main = new Main();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Breakers breakers = new Breakers(meters);
    private RedissonClient redisson = redisDown();
    private final ServiceKeys keys = new ServiceKeys(Settings.load(Map.of(), Optional.empty()));
    private Object signer = new RequestHeaders(keys);

    EnrichApp(ScriptedServices services) {
        for (String service : List.of("florence", "clip", "enrichment")) {
            settings.put(service.toUpperCase(Locale.ROOT) + "_URL", services.url(service));
            settings.put(service.toUpperCase(Locale.ROOT) + "_ENABLED", "true");
        }
    }

    EnrichApp with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    EnrichApp with(RedissonClient client) {
        redisson = client;
        return this;
    }

    EnrichApp with(LateLegTest.StuckSigner stuck) {
        signer = stuck;
        return this;
    }

    EnrichApp start() throws Exception {
        Properties properties = new Properties();
        settings.forEach((name, value) -> {
            properties.setProperty(name, value);
            if (name.endsWith("TIMEOUT") || name.endsWith("SECONDS")) {
                properties.setProperty(name + ".ms", String.valueOf(Math.round(Double.parseDouble(value) * 1000)));
            }
        });
        main.setOverrideProperties(properties);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setShutdownTimeout(5);
        main.configure().setRoutesIncludePattern("classpath:camel/enrich-beans.camel.yaml,classpath:camel/errors.camel.yaml,classpath:camel/40-enrich.camel.yaml");
        main.bind("clock", Clock.systemUTC());
        main.bind("meterRegistry", meters);
        main.bind("breakers", breakers);
        main.bind("answers", new Answers(Clock.systemUTC()));
        main.bind("retries", new Retries(0.05));
        main.bind("serviceKeys", keys);
        main.bind("requestHeaders", signer);
        main.bind("redisson", redisson);
        main.bind("inferencePermits", new InferencePermits(8, "analyze", false, "true", meters));
        main.start();
        return this;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    Exchange enrich(Scene scene) {
        Exchange done = context().createProducerTemplate().request("direct:enrich", exchange -> {
            exchange.setVariable("scene", scene);
            exchange.getMessage().setBody(scene);
        });
        if (done.getException() != null) {
            throw new AssertionError("enrichment must never fail the exchange", done.getException());
        }
        return done;
    }

    static Enrichment enrichment(Exchange done) {
        return done.getVariable("enrichment", Enrichment.class);
    }

    static Scene scene(Exchange done) {
        return done.getVariable("scene", Scene.class);
    }

    static Scene scene(String camera, Detection... detections) {
        return new Scene("batch-0123456789abcdef", camera, "Front Door", null, null, false, List.of(detections), List.of(), List.of(), null);
    }

    static Detection seen(long id, String type, String sample) {
        return new Detection(id, type, 0.9, new BoundingBox(60, 60, 200, 260), NOON.plusSeconds(id), Path.of("samples", sample).toAbsolutePath().toString());
    }

    private static RedissonClient redisDown() {
        return (RedissonClient) Proxy.newProxyInstance(EnrichApp.class.getClassLoader(), new Class<?>[] {RedissonClient.class}, (proxy, method, args) -> {
            throw new RedisConnectionException("Redis is away");
        });
    }

    @Override
    public void close() {
        main.stop();
        breakers.all().values().forEach(breaker -> breaker.reset());
    }
}
