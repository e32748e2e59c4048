package routes;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.camel.main.Main;
import org.redisson.api.RedissonClient;
import routes.broadcast.ClientSessions;
import routes.broadcast.gate.ApiHttpServer;
import routes.broadcast.gate.Gatekeeper;
import routes.broadcast.socket.EventSocketComponent;
import routes.config.Json;
import routes.config.Settings;
import routes.remote.Breakers;
import routes.remote.GuardedDataSource;
import routes.remote.GuardedRedis;
import routes.remote.Retries;
import routes.remote.ServiceKeys;
import routes.remote.StorageGuard;

/** Binds what the process itself provides to the routes; everything else is declared in {@code camel/beans.camel.yaml}. */
final class Beans {

    // twice what the longest notes take when every character of them is escaped
    private static final long MAX_REQUEST_BODY = 262_144;
    private static final double BACKOFF_SECONDS = 2;

    private Beans() {
    }

    /** The parts with a life of their own: the owner starts the sessions and closes them. */
    record Bound(ApiHttpServer server, ClientSessions sessions, List<StorageGuard> guards) {
    }

    /** @param places values of all placeholders */
    static Bound bind(Main main, Settings settings, Map<String, String> places, DataSource pool, RedissonClient client, Vertx vertx) {
        Clock clock = Clock.systemUTC();
        var meters = new Metrics();
        var breakers = new Breakers(meters);
        StorageGuard databaseGuard = new StorageGuard(breaker(breakers, settings, "postgresql"), () -> GuardedDataSource.ask(pool));
        StorageGuard redisGuard = new StorageGuard(breaker(breakers, settings, "redis"), () -> client.getKeys().count());
        DataSource dataSource = new GuardedDataSource(pool, databaseGuard);
        main.bind("settings", settings);
        main.bind("serviceKeys", new ServiceKeys(settings));
        main.bind("dataSource", dataSource);
        main.bind("redisson", GuardedRedis.of(client, redisGuard));
        main.bind("vertx", vertx);
        main.bind("clock", clock);
        main.bind("objectMapper", Json.mapper());
        main.bind("meterRegistry", meters);
        main.bind("breakers", breakers);
        main.bind("retries", new Retries(BACKOFF_SECONDS));
        ApiHttpServer server = server(settings, vertx, clock);
        ClientSessions sessions = new ClientSessions(vertx, dataSource, clock, meters, settings.integer("WEBSOCKET_CLIENT_QUEUE"),
                settings.integer("WEBSOCKET_PING_INTERVAL_SECONDS"), settings.integer("WEBSOCKET_IDLE_TIMEOUT_SECONDS"),
                settings.integer("WEBSOCKET_ACK_TIMEOUT_SECONDS"));
        main.bind("clientSessions", sessions);
        main.bind("vertx-websocket", new EventSocketComponent(server));
        Properties properties = new Properties();
        properties.putAll(places);
        if (!places.get("REDIS_KEY_PREFIX").isEmpty()) {
            properties.put("camel.component.redis-stream.key-prefix", places.get("REDIS_KEY_PREFIX"));
        }
        main.setOverrideProperties(properties);
        main.configure().withRoutesIncludePattern("classpath:camel/*.camel.yaml");
        if (!settings.list("ROLES").contains("api")) {
            main.configure().withRoutesExcludePattern("**/80-api.camel.yaml");
        }
        return new Bound(server, sessions, List.of(databaseGuard, redisGuard));
    }

    private static CircuitBreaker breaker(Breakers breakers, Settings settings, String storage) {
        String prefix = storage.toUpperCase(Locale.ROOT) + "_CB_";
        return Breakers.create(breakers, storage, settings.integer(prefix + "FAILURE_THRESHOLD"),
                settings.duration(prefix + "RECOVERY_TIMEOUT").toMillis());
    }

    private static ApiHttpServer server(Settings settings, Vertx vertx, Clock clock) {
        Gatekeeper gatekeeper = new Gatekeeper(clock, settings.text("API_HOST"), settings.flag("API_KEY_ENABLED"),
                String.join(",", settings.list("API_KEYS")), settings.optionalText("WEBSOCKET_TOKEN").orElse(""),
                settings.integer("RATE_LIMIT_WEBSOCKET_CONNECTIONS_PER_MINUTE"),
                settings.integer("RATE_LIMIT_REQUESTS_PER_MINUTE"), String.join(",", settings.list("CORS_ORIGINS")),
                settings.flag("WEBSOCKET_REFUSE_AFTER_UPGRADE"));
        return new ApiHttpServer(vertx, settings.text("API_HOST"), settings.integer("API_PORT"),
                settings.integer("WEBSOCKET_MAX_MESSAGE_SIZE"), MAX_REQUEST_BODY, settings.integer("WEBSOCKET_PING_INTERVAL_SECONDS"),
                settings.integer("API_MAX_CONNECTIONS"), gatekeeper);
    }
}
