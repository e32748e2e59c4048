package routes.broadcast.gate;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * Decides whether a request carries a valid key. Keys are compared as SHA-256 digests and all of them every time, so
 * that the time taken tells neither a key's length nor a common prefix. Thread-safe.
 */
final class KeyRing {

    private static final String PROTOCOL_PREFIX = "api-key.";

    private final boolean keysRequired;
    private final List<byte[]> keys;
    private final List<byte[]> token;

    /**
     * @param apiKeys        comma-separated keys; blanks around them are ignored
     * @param webSocketToken further secret for WebSockets, {@code ?token=}; empty = none. When it is set, WebSockets
     *                       need it (or a key) even if keys are not required
     */
    KeyRing(boolean keysRequired, String apiKeys, String webSocketToken) {
        this.keysRequired = keysRequired;
        this.keys = Arrays.stream(apiKeys.split(",")).map(String::trim).filter(k -> !k.isEmpty()).map(KeyRing::digest).toList();
        this.token = webSocketToken.isBlank() ? List.of() : List.of(digest(webSocketToken.trim()));
    }

    boolean admitsHttp(HttpServerRequest request) {
        return !keysRequired || matches(keys, request.getHeader("X-API-Key")) | matches(keys, request.getParam("api_key"));
    }

    boolean admitsWebSocket(HttpServerRequest request) {
        if (!keysRequired && token.isEmpty()) {
            return true;
        }
        return (keysRequired && admitsHttp(request)) | (keysRequired && matches(keys, protocolKey(request)))
                | matches(token, request.getParam("token"));
    }

    /**
     * Leaves only the {@code api-key.*} sub-protocol of the request, the one that is echoed: a browser drops a connection
     * whose answer names no protocol although it asked for one, and any other protocol is not spoken here.
     */
    static void keepKeyProtocolOnly(HttpServerRequest request) {
        String offered = protocolOf(request);
        if (offered == null) {
            request.headers().remove("Sec-WebSocket-Protocol");
        } else {
            request.headers().set("Sec-WebSocket-Protocol", offered);
        }
    }

    private static String protocolKey(HttpServerRequest request) {
        String offered = protocolOf(request);
        return offered == null ? null : offered.substring(PROTOCOL_PREFIX.length());
    }

    private static String protocolOf(HttpServerRequest request) {
        return request.headers().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(","))).map(String::trim)
                .filter(name -> name.startsWith(PROTOCOL_PREFIX)).findFirst().orElse(null);
    }

    private static boolean matches(List<byte[]> secrets, String given) {
        if (given == null) {
            return false;
        }
        byte[] digest = digest(given);
        boolean found = false;
        for (byte[] secret : secrets) {
            found |= MessageDigest.isEqual(secret, digest);
        }
        return found;
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
