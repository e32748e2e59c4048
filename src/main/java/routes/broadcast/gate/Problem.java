package routes.broadcast.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * The one error shape of the HTTP port (RFC 9457, {@code application/problem+json}) for answers that are given before a
 * Camel route is reached: refused keys and origins, unknown paths, wrong methods, bodies over the limit, what is no request.
 */
record Problem(int status, String errorCode, String detail) {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    private static final int[] UNMATCHED = {400, 404, 405, 406, 415};
    private static final Map<Integer, String> DETAILS = Map.of(
            400, "This is no request that can be understood",
            403, "Pages of this origin may not call; CORS_ORIGINS has those that may",
            404, "There is no such path",
            405, "This path has other methods; see Allow",
            413, "The body is larger than any that the contract knows",
            414, "The path with its query is longer than 4096 bytes",
            426, "This path speaks WebSocket, version 13, and nothing else",
            431, "The headers are longer than 8192 bytes");

    static Problem of(int status) {
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new Problem(status, reason.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_"), DETAILS.getOrDefault(status, reason));
    }

    /** Answers the request and ends it. Headers set before are kept. */
    void send(RoutingContext context) {
        send(context.response(), context.request().path(), RequestId.of(context));
    }

    /** Answers what could not be read as a request and ends its connection, since nobody knows where the next one would begin. */
    static void sendInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException ? 414 : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        HttpServerResponse response = request.response();
        SecurityHeaders.addTo(response.headers());
        // the path that was sent has not been understood, or not kept
        of(status).send(response, "", RequestId.give(response)).onComplete(sent -> request.connection().close());
    }

    private Future<Void> send(HttpServerResponse response, String path, String requestId) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("type", "about:blank");
        body.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", path);
        body.put("error_code", errorCode);
        body.put("request_id", requestId);
        body.putArray("errors");
        String retryAfter = response.headers().get("Retry-After");
        if (retryAfter != null) {
            body.put("retry_after", Integer.parseInt(retryAfter));
        }
        // not the reason of whoever refused it, which may be another than the title
        return response.setStatusCode(status).setStatusMessage(HttpResponseStatus.valueOf(status).reasonPhrase())
                .putHeader("Content-Type", "application/problem+json").end(body.toString());
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
