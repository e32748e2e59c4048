package routes.broadcast.gate;

import io.vertx.core.MultiMap;

/**
 * Headers that every answer carries. The policy allows what the live page needs and nothing else: its own scripts,
 * styles and pictures, and connections to its own origin.
 */
final class SecurityHeaders {

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; connect-src 'self' ws: wss:; manifest-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {
    }

    static void addTo(MultiMap headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("Referrer-Policy", "no-referrer");
    }
}
