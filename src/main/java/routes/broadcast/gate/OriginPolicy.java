package routes.broadcast.gate;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which web pages may call. A page of the same host always may, pages of the listed origins may by CORS, everything
 * else that names an {@code Origin} gets 403. The same rule holds for WebSocket upgrades, which browsers send across
 * origins without asking first. Clients that are no browsers send no origin and are not concerned.
 */
final class OriginPolicy {

    private final CorsHandler listed;
    private final boolean anyListed;
    private final boolean answersDiffer;

    /** @param origins comma-separated, for example {@code http://localhost:5173,https://home.example}; {@code *} = all; empty = none */
    OriginPolicy(String origins) {
        List<String> names = Arrays.stream(origins.split(",")).map(String::trim).filter(o -> !o.isEmpty()).toList();
        anyListed = !names.isEmpty();
        answersDiffer = anyListed && !names.contains("*");
        listed = CorsHandler.create().addOrigins(names)
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE, HttpMethod.OPTIONS))
                .allowedHeaders(Set.of("Content-Type", "X-API-Key", "X-Request-ID", "If-None-Match", "If-Range", "Range"))
                .exposedHeaders(Set.of("X-Request-ID", "Retry-After", "ETag", "Content-Range", "Content-Disposition"))
                .maxAgeSeconds(600);
    }

    /** Says that an answer holds for one origin: a browser that keeps a picture must not show it to the page of another one. */
    void mark(HttpServerResponse response) {
        if (answersDiffer) {
            response.putHeader("Vary", "Origin");
        }
    }

    /** Whether the request comes from a page of another host, so that {@link #handle} has to decide about it. */
    boolean concerns(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && !sameHost(origin, request.authority());
    }

    /** Answers preflights and refuses unknown origins; passes all others on with the CORS headers set. */
    void handle(RoutingContext context) {
        if (anyListed) {
            listed.handle(context);
        } else {
            context.fail(403);
        }
    }

    private static boolean sameHost(String origin, HostAndPort host) {
        try {
            // the scheme is not compared: behind a TLS proxy the page is https and we are http
            return host != null && host.toString().equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
