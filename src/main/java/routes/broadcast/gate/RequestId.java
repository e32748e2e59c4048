package routes.broadcast.gate;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id under which a request is found in answers and logs: taken from {@code X-Request-ID} when it is harmless
 * ({@code [A-Za-z0-9._-]{1,64}}), made otherwise, echoed in the answer. The request's own header is replaced by it, so
 * that a Camel route behind sees the accepted id and no other.
 */
final class RequestId {

    private static final String HEADER = "X-Request-ID";
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {
    }

    static void assign(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && ACCEPTED.matcher(given).matches() ? given : UUID.randomUUID().toString();
        context.request().headers().set(HEADER, id);
        context.response().putHeader(HEADER, id);
        context.put(HEADER, id);
    }

    /** For an answer to what has no usable id of its own. @return the id */
    static String give(HttpServerResponse response) {
        String id = UUID.randomUUID().toString();
        response.putHeader(HEADER, id);
        return id;
    }

    static String of(RoutingContext context) {
        return context.get(HEADER);
    }
}
