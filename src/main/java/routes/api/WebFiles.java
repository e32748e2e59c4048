package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page and its files, from {@code web/} in the jar, for the route {@code page} of {@code 80-api.camel.yaml}. Only plain names of one
 * folder are looked up: no path is ever put together from what a client sends. Thread-safe.
 */
public final class WebFiles {

    private static final Pattern NAME = Pattern.compile("/web/([A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.([a-z0-9]{1,12}))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml", "png", "image/png", "ico", "image/x-icon", "json", "application/json",
            "webmanifest", "application/manifest+json", "woff2", "font/woff2", "txt", "text/plain; charset=utf-8");
    // asked for again each time, so that an update of the product shows at once
    private static final String CHECK = "no-cache";

    private final Map<String, Content> loaded = new ConcurrentHashMap<>();

    /**
     * @param request its path is {@code /} or {@code /web/<file>}
     * @throws ApiException 404
     */
    public Content file(ApiRequest request) {
        Matcher matcher = NAME.matcher(request.path().equals("/") ? "/web/index.html" : request.path());
        if (!matcher.matches() || !TYPES.containsKey(matcher.group(2))) {
            throw missing();
        }
        Content content = load(matcher.group(1), TYPES.get(matcher.group(2))).orElseThrow(WebFiles::missing);
        return Content.isKnown(request.text("If-None-Match"), content.etag()) ? Content.unchanged(content.etag(), CHECK) : content;
    }

    private Optional<Content> load(String name, String type) {
        return Optional.ofNullable(loaded.computeIfAbsent(name, key -> {
            try (InputStream in = WebFiles.class.getResourceAsStream("/web/" + key)) {
                if (in == null) {
                    return null;
                }
                byte[] bytes = in.readAllBytes();
                return Content.of(type, '"' + PictureFiles.sha256(bytes).substring(0, 32) + '"', CHECK, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read web/" + key + " of the product's jar", e);
            }
        }));
    }

    private static ApiException missing() {
        return new ApiException(404, "NOT_FOUND", "There is no such page");
    }
}
