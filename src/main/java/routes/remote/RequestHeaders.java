package routes.remote;

import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import routes.config.Settings;

/**
 * Headers of every request to a remote service: its key, a request id and a W3C trace context. Keys stay in here, so that no route dump
 * shows them. Thread-safe.
 */
public final class RequestHeaders {

    private final Map<String, String> keys;

    /** @param settings {@code YOLO26_API_KEY}, {@code NEMOTRON_API_KEY} */
    public RequestHeaders(Settings settings) {
        this.keys = Map.of("detector", settings.optionalText("YOLO26_API_KEY").orElse(""),
                "nemotron", settings.optionalText("NEMOTRON_API_KEY").orElse(""));
    }

    /** Adds the headers for a call of this service to the message. */
    public void sign(Exchange exchange, String service) {
        Message message = exchange.getMessage();
        String trace = hex(16);
        message.setHeader("X-Request-ID", trace);
        message.setHeader("traceparent", "00-" + trace + "-" + hex(8) + "-01");
        String key = keys.getOrDefault(service, "");
        if (!key.isEmpty()) {
            message.setHeader("X-API-Key", key);
            if (service.equals("nemotron")) {
                message.setHeader("Authorization", "Bearer " + key);
            }
        }
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
