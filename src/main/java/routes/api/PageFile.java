package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files of pages from the jars, read once. Thread-safe. */
final class PageFile {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml", "png", "image/png", "ico", "image/x-icon", "json", "application/json",
            "webmanifest", "application/manifest+json", "woff2", "font/woff2", "txt", "text/plain; charset=utf-8");
    // asked for again each time, so that an update of the product shows at once
    private static final String CHECK = "no-cache";

    private final Map<String, Content> loaded = new ConcurrentHashMap<>();

    /**
     * @param resource fixed, or of characters that were checked
     * @throws ApiException 404
     */
    Content answer(ApiRequest request, String resource) {
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        Content content = Optional.ofNullable(type == null ? null : loaded.computeIfAbsent(resource, name -> load(name, type)))
                .orElseThrow(PageFile::missing);
        return Content.isKnown(request.text("If-None-Match"), content.etag()) ? Content.unchanged(content.etag(), CHECK) : content;
    }

    static ApiException missing() {
        return new ApiException(404, "NOT_FOUND", "There is no such page");
    }

    private static Content load(String resource, String type) {
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return Content.of(type, '"' + PictureFiles.sha256(bytes).substring(0, 32) + '"', CHECK, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " of the product's jars", e);
        }
    }
}
