package routes.api;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;

/** Who sent a request, as the audit log names it: never the key itself. */
final class Client {

    private static final int FINGERPRINT_LENGTH = 8;

    private Client() {
    }

    /** {@code key 1a2b3c4d at 192.168.1.7}, the first 8 hex digits of the key's SHA-256; {@code no key at ...} without one. */
    static String of(HttpServerRequest request) {
        String key = request.getHeader("X-API-Key");
        if (key == null) {
            key = request.getParam("api_key");
        }
        String fingerprint = key == null ? "no key"
                : "key " + PictureFiles.sha256(key.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_LENGTH);
        return fingerprint + " at " + (request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress());
    }
}
