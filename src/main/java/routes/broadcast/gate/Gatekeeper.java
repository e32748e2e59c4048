package routes.broadcast.gate;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * First handler on the API port: request id, security headers, host, connection rate, key and origin, in this order, before
 * any Camel route or WebSocket upgrade. Never blocks; safe on any number of event loops.
 */
public final class Gatekeeper implements Handler<RoutingContext> {

    private static final short POLICY = 1008;

    private final boolean keysRequired;
    private final HostPolicy hosts;
    private final OriginPolicy origins;
    private final boolean refuseAfterUpgrade;
    private final AddressRate connectionRate;
    private final AddressRate requestRate;
    private final KeyRing keys;

    /**
     * @param clock                   time for the connection rate
     * @param host                    {@code API_HOST}: a name that is known, whatever it is
     * @param keysRequired            {@code API_KEY_ENABLED}
     * @param apiKeys                 {@code API_KEYS}, comma-separated
     * @param webSocketToken          {@code WEBSOCKET_TOKEN}; empty = none
     * @param connectionsPerMinute    {@code RATE_LIMIT_WEBSOCKET_CONNECTIONS_PER_MINUTE} per client address; 0 = unlimited
     * @param requestsPerMinute       {@code RATE_LIMIT_REQUESTS_PER_MINUTE} per client address; 0 = unlimited
     * @param origins                 {@code CORS_ORIGINS}, comma-separated; empty = pages of this host only
     * @param refuseAfterUpgrade      {@code WEBSOCKET_REFUSE_AFTER_UPGRADE}: close code 1008 instead of 401 and 429 for WebSockets
     * @throws IllegalArgumentException when keys are required and none is given
     */
    public Gatekeeper(Clock clock, String host, boolean keysRequired, String apiKeys, String webSocketToken, int connectionsPerMinute,
                      int requestsPerMinute, String origins, boolean refuseAfterUpgrade) {
        if (keysRequired && apiKeys.replace(",", "").isBlank()) {
            throw new IllegalArgumentException("API_KEY_ENABLED is true, but API_KEYS has no key");
        }
        this.keysRequired = keysRequired;
        this.hosts = new HostPolicy(host, origins);
        this.origins = new OriginPolicy(origins);
        this.refuseAfterUpgrade = refuseAfterUpgrade;
        this.connectionRate = new AddressRate(clock, connectionsPerMinute);
        this.requestRate = new AddressRate(clock, requestsPerMinute);
        this.keys = new KeyRing(keysRequired, apiKeys, webSocketToken);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestId.assign(context);
        SecurityHeaders.addTo(context.response().headers());
        origins.mark(context.response());
        String path;
        try {
            path = context.normalizedPath();
            request.params();
        } catch (IllegalArgumentException e) {
            // the router would decode it again for each of its routes, and call it a fault of its own
            new Problem(400, "BAD_REQUEST", "The address has a percent sign that begins no escape").send(context);
            return;
        }
        if (!keysRequired && !isProbe(path) && !hosts.admits(request)) {
            new Problem(403, "UNKNOWN_HOST", "This name is not known to be one of this server, and no key is asked for: put the name into CORS_ORIGINS"
                    + " (http://NAME), or set API_KEY_ENABLED").send(context);
            return;
        }
        // elsewhere the header means nothing: the token of WebSockets must not open the REST API
        boolean webSocket = path.startsWith("/ws/") && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (webSocket) {
            KeyRing.keepKeyProtocolOnly(request);
        }
        if (!isProbe(path) && isRefusedByRate(context, webSocket)) {
            return;
        }
        boolean options = request.method() == HttpMethod.OPTIONS;
        // the CORS handler answers it: no preflight gets to a route, where Camel would take it for the method that it asks about
        boolean preflight = options && request.getHeader("Access-Control-Request-Method") != null && origins.concerns(request);
        if (!preflight && !isExempt(path) && !isAdmitted(request, webSocket)) {
            context.response().putHeader("WWW-Authenticate", "X-API-Key");
            refuse(context, webSocket, new Problem(401, "UNAUTHORIZED", "A valid API key is required"));
            return;
        }
        String contentType = request.getHeader("Content-Type");
        if (contentType != null && contentType.trim().regionMatches(true, 0, "multipart/", 0, 10)) {
            // nothing here takes files, and the server would write them to disk before any route is asked
            new Problem(415, "UNSUPPORTED_MEDIA_TYPE", "Files are not taken here").send(context);
            return;
        }
        if (origins.concerns(request)) {
            origins.handle(context);
        } else if (options) {
            context.response().putHeader("Allow", "GET, HEAD, PATCH, POST, DELETE, OPTIONS").setStatusCode(204).end();
        } else {
            context.next();
        }
    }

    private boolean isRefusedByRate(RoutingContext context, boolean webSocket) {
        int wait = (webSocket ? connectionRate : requestRate).secondsToWait(context.request().remoteAddress().hostAddress());
        if (wait > 0) {
            context.response().putHeader("Retry-After", Integer.toString(wait));
            refuse(context, webSocket, new Problem(429, "RATE_LIMITED", "Too many connections or requests from this address"));
        }
        return wait > 0;
    }

    private void refuse(RoutingContext context, boolean webSocket, Problem problem) {
        if (webSocket && refuseAfterUpgrade) {
            // a request that is no proper upgrade has been answered by the server then
            context.request().toWebSocket().onSuccess(accepted -> accepted.close(POLICY, problem.detail()));
        } else {
            problem.send(context);
        }
    }

    private boolean isAdmitted(HttpServerRequest request, boolean webSocket) {
        return webSocket ? keys.admitsWebSocket(request) : keys.admitsHttp(request);
    }

    private static boolean isExempt(String path) {
        return path.equals("/") || path.startsWith("/web/") || path.equals("/docs") || path.startsWith("/docs/") || isProbe(path);
    }

    /** Whether a load balancer or container engine asks. */
    static boolean isProbe(String path) {
        return path.equals("/health") || path.equals("/ready");
    }
}
