package routes.api;

import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers pass the HTTP port: none of a request's headers or query parameters becomes a Camel header, and only the headers
 * named here become headers of an answer. Both directions matter, because platform-http copies every header of a message back into
 * the answer. Used by all HTTP endpoints of {@code 80-api.camel.yaml}. Stateless.
 */
public final class ApiHeaders implements HeaderFilterStrategy {

    private static final Set<String> ANSWERED =
            Set.of("Accept-Ranges", "Allow", "Cache-Control", "Content-Disposition", "Content-Range", "Content-Type", "ETag",
            "Last-Modified", "Location", "Retry-After", "X-Request-ID");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !ANSWERED.contains(name);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
