package routes.broadcast;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.redisson.api.RedissonClient;
import routes.broadcast.gate.ApiHttpServer;
import routes.broadcast.gate.Gatekeeper;
import routes.broadcast.socket.EventSocketComponent;

/** One running instance with the broadcast routes as they ship, on a free port. */
final class BroadcastApp implements AutoCloseable {

    final Main main = new Main();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ClientSessions sessions;
    final ApiHttpServer server;
    private final Vertx vertx = Vertx.vertx();
    private final HikariDataSource dataSource;
    private final RedissonClient redisson;

    /** Settings a test may change before the start; the names are those of the constructors' parameters. */
    static final class Settings {
        Clock clock = Clock.systemUTC();
        String host = "127.0.0.1";
        boolean keysRequired;
        String apiKeys = "";
        String token = "";
        int connectionsPerMinute;
        int requestsPerMinute;
        String origins = "";
        boolean refuseAfterUpgrade;
        int maxConnections = 4000;
        int port;
        int maxMessage = 65_536;
        int clientQueue = 1000;
        int pingSeconds = 30;
        int idleSeconds = 300;
        int ackSeconds = 30;
        final Map<String, String> properties = new TreeMap<>();
        RoutesBuilder routes;
        String routeFiles = "classpath:camel/errors.camel.yaml,classpath:camel/70-broadcast.camel.yaml";
    }

    BroadcastApp(BroadcastServers servers, Settings settings) throws Exception {
        dataSource = servers.dataSource();
        redisson = servers.redisson();
        sessions = new ClientSessions(vertx, dataSource, settings.clock, meters, settings.clientQueue, settings.pingSeconds,
                settings.idleSeconds, settings.ackSeconds);
        server = new ApiHttpServer(vertx, "127.0.0.1", settings.port, settings.maxMessage, 1_000_000, settings.pingSeconds, settings.maxConnections,
                new Gatekeeper(settings.clock, settings.host, settings.keysRequired, settings.apiKeys, settings.token,
                        settings.connectionsPerMinute, settings.requestsPerMinute, settings.origins, settings.refuseAfterUpgrade));
        main.bind("vertx", vertx);
        main.bind("dataSource", dataSource);
        main.bind("redisson", redisson);
        main.bind("clientSessions", sessions);
        main.bind("vertx-websocket", new EventSocketComponent(server));
        main.addInitialProperty("REDIS_KEY_PREFIX", "");
        main.addInitialProperty("WEBSOCKET_REPLAY_HOURS", "24");
        main.addInitialProperty("ROLES.relay", "true");
        main.addInitialProperty("ROLES.api", "true");
        main.addOverrideProperty("camel.main.shutdown-timeout", "10");
        settings.properties.forEach(main::addOverrideProperty);
        main.configure().withRoutesIncludePattern(settings.routeFiles);
        if (settings.routes != null) {
            main.configure().addRoutesBuilder(settings.routes);
        }
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport support) {
                try {
                    server.install(support.getCamelContext());
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        try {
            sessions.start();
            main.start();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    int port() {
        return server.getPort();
    }

    SocketClient connect(String path, String... headers) throws Exception {
        return SocketClient.connect("ws://127.0.0.1:" + port() + path, headers);
    }

    @Override
    public void close() {
        main.stop();
        sessions.close();
        redisson.shutdown();
        dataSource.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
