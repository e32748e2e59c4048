package routes.broadcast.gate;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API port: one Vert.x server for REST (platform-http consumers), the page and the WebSocket routes of
 * {@code 70-broadcast.camel.yaml}. It replaces {@code camel.server.enabled}, because the stock server logs a warning and
 * goes on without HTTP when the port is taken, gives no access to the server options (WebSocket sizes, sub-protocol,
 * idle time), and can have no handler before its routes. Answers 503 until the routes run, and again while they stop.
 *
 * <p>It has to be installed before a management server on another port starts: the platform-http component looks for
 * <em>the</em> server in the registry, and with two of them and no answer there falls back to port 8080.
 */
public final class ApiHttpServer extends VertxPlatformHttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHttpServer.class);
    private static final int IDLE_SECONDS = 120;
    private static final int STOP_SECONDS = 10;

    private final VertxPlatformHttpServerConfiguration configuration;
    private final Handler<RoutingContext> gatekeeper;
    private final HttpServerOptions options;
    private final LoadLimits limits;
    private HttpServer server;

    /**
     * @param port                0 = any free port (then the management server needs a port of its own)
     * @param maxWebSocketMessage {@code WEBSOCKET_MAX_MESSAGE_SIZE}, bytes a client may send in one message
     * @param maxBodySize         bytes of a request body, larger ones get 413
     * @param pingSeconds         {@code WEBSOCKET_PING_INTERVAL_SECONDS}: keeps the idle limit above it
     * @param maxConnections      {@code API_MAX_CONNECTIONS}
     */
    public ApiHttpServer(Vertx vertx, String host, int port, int maxWebSocketMessage, long maxBodySize, int pingSeconds, int maxConnections,
                         Handler<RoutingContext> gatekeeper) {
        this(vertx, configuration(host, port, maxBodySize), gatekeeper, new LoadLimits(maxConnections), new HttpServerOptions()
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(Math.max(IDLE_SECONDS, 3 * pingSeconds))
                .setMaxWebSocketFrameSize(maxWebSocketMessage)
                .setMaxWebSocketMessageSize(maxWebSocketMessage)
                .setWebSocketClosingTimeout(5)
                // inflating what a client sends has no bound, and deflating for every client costs more than loopback or LAN gain
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                // whatever the gatekeeper left in the request is echoed
                .addWebSocketSubProtocol("*"));
    }

    private ApiHttpServer(Vertx vertx, VertxPlatformHttpServerConfiguration configuration, Handler<RoutingContext> gatekeeper,
                          LoadLimits limits, HttpServerOptions options) {
        super(configuration);
        setVertx(vertx);
        this.configuration = configuration;
        this.gatekeeper = gatekeeper;
        this.limits = limits;
        this.options = options;
    }

    /**
     * Binds the server where platform-http looks for it and starts it.
     *
     * @throws IllegalStateException when the port cannot be opened; the message names host, port and reason
     */
    public void install(CamelContext context) throws Exception {
        context.getRegistry().bind("api-http-server", this);
        context.getRegistry().bind("api-http-server-configuration", configuration);
        context.addService(this, true, true);
    }

    /** The router on which platform-http consumers and WebSocket endpoints mount their paths. */
    public Router router() {
        return VertxPlatformHttpRouter.lookup(getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getPort()));
    }

    /** Bytes that a client may send in one WebSocket message. */
    public int maxWebSocketMessage() {
        return options.getMaxWebSocketMessageSize();
    }

    /** The connection speaks WebSocket from now on. Call on its event loop, right after the upgrade. */
    public void leaveToWebSocket(HttpConnection connection) {
        limits.leave(connection);
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    /** The port that is open; 0 before the start when any free port is to be taken. */
    @Override
    public int getPort() {
        return server == null ? configuration.getBindPort() : server.actualPort();
    }

    @Override
    protected void initializeServer() {
        super.initializeServer();
        Router router = router();
        Problem.handleFaultsOf(router);
        router.route().order(Integer.MIN_VALUE).handler(gatekeeper);
        router.route().order(Integer.MIN_VALUE + 1).handler(this::refuseUnlessStarted);
        router.route().order(Integer.MIN_VALUE + 2).handler(limits);
    }

    @Override
    protected void startServer() throws Exception {
        HttpServer starting = getVertx().createHttpServer(options)
                .connectionHandler(limits::connected)
                .invalidRequestHandler(Problem::sendInvalid)
                .requestHandler(router());
        try {
            server = starting.listen(configuration.getBindPort(), configuration.getBindHost())
                    .toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot open the API port " + configuration.getBindHost() + ":"
                    + configuration.getBindPort() + " (" + e.getCause().getMessage()
                    + "); stop the other program or set API_PORT", e.getCause());
        }
        LOG.info("API port open on {}:{}", configuration.getBindHost(), server.actualPort());
    }

    @Override
    protected void stopServer() {
        if (server == null) {
            return;
        }
        try {
            server.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            LOG.info("API port closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("API port on {} did not close in {} s, the shutdown goes on: {}", server.actualPort(), STOP_SECONDS, e.toString());
        } finally {
            server = null;
        }
    }

    private void refuseUnlessStarted(RoutingContext context) {
        // the supervising controller starts the routes when the context has started already
        if (getCamelContext().isStarted() && !getCamelContext().getRouteController().isStartingRoutes()) {
            context.next();
        } else {
            context.response().putHeader("Retry-After", "1");
            new Problem(503, "NOT_READY", "The service is starting or stopping").send(context);
        }
    }

    private static VertxPlatformHttpServerConfiguration configuration(String host, int port, long maxBodySize) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        configuration.setMaxBodySize(maxBodySize);
        return configuration;
    }
}
