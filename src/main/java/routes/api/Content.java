package routes.api;

import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of an answer with what a browser needs to keep them, for the route {@code direct:api-content} in {@code 80-api.camel.yaml}.
 *
 * @param status       200, 206 for a part, or 304 without bytes
 * @param contentType  null with 304
 * @param etag         with its quotes
 * @param contentRange null except with 206
 */
public record Content(int status, String contentType, String etag, String cacheControl, String contentRange, byte[] bytes) {

    static Content of(String contentType, String etag, String cacheControl, byte[] bytes) {
        return new Content(200, contentType, etag, cacheControl, null, bytes);
    }

    static Content unchanged(String etag, String cacheControl) {
        return new Content(304, null, etag, cacheControl, null, new byte[0]);
    }

    Content part(byte[] part, String range) {
        return new Content(206, contentType, etag, cacheControl, range, part);
    }

    /** Whether the client has this version: weak comparison, RFC 9110, 13.1.2. */
    static boolean isKnown(Optional<String> ifNoneMatch, String etag) {
        return ifNoneMatch.filter(known -> Arrays.stream(known.split(",")).map(String::trim)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag))).isPresent();
    }
}
