package routes.broadcast.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * The one error shape of the HTTP port (RFC 9457, {@code application/problem+json}) for answers that are given before a
 * Camel route is reached: refused keys and origins, unknown paths, wrong methods, bodies over the limit.
 */
record Problem(int status, String errorCode, String detail) {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    private static final int[] UNMATCHED = {400, 404, 405, 406, 415};

    static Problem of(int status) {
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new Problem(status, reason.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_"), reason);
    }

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
        String retryAfter = context.response().headers().get("Retry-After");
        if (retryAfter != null) {
            body.put("retry_after", Integer.parseInt(retryAfter));
        }
        context.response().setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toString());
    }

    /** Makes the router answer its own faults in this shape instead of its HTML. */
    static void handleFaultsOf(Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(Problem::sendFailure);
        for (int status : UNMATCHED) {
            router.errorHandler(status, Problem::sendFailure);
        }
    }

    private static void sendFailure(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (status >= 500) {
            LOG.warn("Request {} {} failed and is answered with {}: {}", RequestId.of(context), context.request().method(), status,
                    context.failure() == null ? "no cause" : context.failure().toString());
        }
        if (!context.response().ended() && !context.response().headWritten()) {
            of(status).send(context);
        }
    }
}
