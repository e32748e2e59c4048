package routes.remote;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Headers of every request to a remote service: its key, a request id and a W3C trace context. Thread-safe. */
public final class RequestHeaders {

    private final ServiceKeys keys;

    public RequestHeaders(ServiceKeys keys) {
        this.keys = keys;
    }

    /** Adds the headers for a call of this service to the message. */
    public void sign(Exchange exchange, String service) {
        Message message = exchange.getMessage();
        String trace = hex(16);
        message.setHeader("X-Request-ID", trace);
        message.setHeader("traceparent", "00-" + trace + "-" + hex(8) + "-01");
        keys.headers(service).forEach(message::setHeader);
        if (!service.equals("detector")) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
    }

    /** Identifies, protects nothing. */
    private static String hex(int bytes) {
        byte[] value = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
