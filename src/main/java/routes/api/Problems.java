package routes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.redisson.client.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.remote.Breakers;

/**
 * The one error shape, {@code application/problem+json} (RFC 9457). Around the operations of the contract it is used by
 * {@link ApiDoor}, for the page by the route configuration {@code api-problems} in {@code 80-api.camel.yaml}. Tells the client nothing
 * about what is inside; the log has it under the request id. Thread-safe.
 */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String REQUEST_ID = "X-Request-ID";
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final String QUERY_CANCELED = "57014";

    private final Breakers breakers;

    public Problems(Breakers breakers) {
        this.breakers = breakers;
    }

    /** Notes path and id of a request before anything else happens to it. */
    public void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        String id = message instanceof HttpMessage http ? http.getResponse().headers().get(REQUEST_ID) : null;
        String known = message instanceof HttpMessage http ? http.getRequest().getHeader("If-None-Match") : null;
        String client = message instanceof HttpMessage http ? Client.of(http.getRequest()) : "";
        exchange.setVariable(ApiRequest.VARIABLE, new ApiRequest("", message.getHeader(Exchange.HTTP_PATH, "", String.class),
                id != null ? id : UUID.randomUUID().toString(), client, known == null ? Map.of() : Map.of("If-None-Match", known),
                ApiRequest.NO_BODY));
    }

    /** Replaces the exchange's exception by an answer. */
    public void answer(Exchange exchange) {
        Exception cause = exchange.getException() != null ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ApiRequest request = exchange.getVariable(ApiRequest.VARIABLE, ApiRequest.class);
        ApiException problem = told(cause, request);
        exchange.setException(null);
        Message message = exchange.getMessage();
        Object allow = message.getHeader("Allow");
        message.removeHeaders("*");
        if (problem.status() == 405 && allow != null) {
            message.setHeader("Allow", allow);
        }
        ObjectNode body = body(problem, request);
        if (problem.status() == 503) {
            message.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            body.put("retry_after", RETRY_AFTER_SECONDS);
            CircuitBreaker breaker = breakers.all().get(String.valueOf(problem.members().get("service")));
            if (breaker != null) {
                body.put("circuit_state", CircuitBreakers.state(breaker));
            }
        }
        problem.headers().forEach(message::setHeader);
        message.setHeader(REQUEST_ID, request.requestId());
        message.setHeader("Cache-Control", "no-store");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        message.setBody(body.toString());
    }

    private static ApiException told(Exception cause, ApiRequest request) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ApiException problem) {
                return problem;
            }
            if (t instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState())) {
                LOG.warn("request {} to {}: the statement took too long and was cancelled (API_QUERY_TIMEOUT_SECONDS)", request.requestId(), request.path());
                return ApiException.unavailable("QUERY_TIMEOUT", "This takes too long to find; ask for less, for example with start_date", "postgresql");
            }
            if (t instanceof SQLException sql && isOutage(sql)) {
                LOG.warn("request {} to {}: the database does not answer, the client is told to come back: {}",
                        request.requestId(), request.path(), sql.getMessage());
                return ApiException.unavailable("DATABASE_UNAVAILABLE", "The database does not answer", "postgresql");
            }
            if (t instanceof RedisException redis) {
                LOG.warn("request {} to {}: Redis does not answer, the client is told to come back: {}",
                        request.requestId(), request.path(), redis.getMessage());
                return ApiException.unavailable("REDIS_UNAVAILABLE", "Redis does not answer", "redis");
            }
        }
        LOG.error("request {} to {} failed and is answered with 500", request.requestId(), request.path(), cause);
        return new ApiException(500, "INTERNAL_ERROR", "The request failed; the log has the reason under its request_id");
    }

    // connection exceptions, operator intervention and lack of resources: PostgreSQL, Appendix A
    private static boolean isOutage(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof java.sql.SQLTransientException
                || state != null && (state.startsWith("08") || state.startsWith("57") || state.startsWith("53"));
    }

    private static ObjectNode body(ApiException problem, ApiRequest request) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("type", "about:blank");
        body.put("title", HttpResponseStatus.valueOf(problem.status()).reasonPhrase());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        body.put("instance", request.path());
        body.put("error_code", problem.errorCode());
        body.put("request_id", request.requestId());
        body.set("errors", Json.mapper().valueToTree(problem.errors()));
        problem.members().forEach(body::putPOJO);
        return body;
    }
}
