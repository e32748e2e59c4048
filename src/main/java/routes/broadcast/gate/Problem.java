package routes.broadcast.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import routes.config.Json;

/**
 * The one error shape of the HTTP port (RFC 9457, {@code application/problem+json}) for answers that are given before a
 * Camel route is reached: refused keys and origins, unknown paths, wrong methods, bodies over the limit.
 */
record Problem(int status, String errorCode, String detail) {

    private static final int[] ROUTER_FAULTS = {400, 403, 404, 405, 406, 413, 414, 415, 431, 500, 503};

    /** Answers the request and ends it. Headers set before are kept. */
    void send(RoutingContext context) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("type", "about:blank");
        body.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", context.request().path());
        body.put("error_code", errorCode);
        body.put("request_id", RequestId.of(context));
        body.putArray("errors");
        context.response().setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toString());
    }

    /** Makes the router answer its own faults in this shape instead of its HTML. */
    static void handleFaultsOf(Router router) {
        for (int status : ROUTER_FAULTS) {
            Problem problem = new Problem(status, errorCode(status), HttpResponseStatus.valueOf(status).reasonPhrase());
            router.errorHandler(status, context -> {
                if (!context.response().ended() && !context.response().headWritten()) {
                    problem.send(context);
                }
            });
        }
    }

    private static String errorCode(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase().toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z]+", "_");
    }
}
