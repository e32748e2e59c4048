package routes.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page and its files, from {@code web/} in the jar, for the route {@code page} of {@code 80-api.camel.yaml}. Only plain names of one
 * folder are looked up: no path is ever put together from what a client sends. Thread-safe.
 */
public final class WebFiles {

    private static final Pattern NAME = Pattern.compile("/web/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.[a-z0-9]{1,12}");

    private final PageFile files = new PageFile();

    /**
     * @param request its path is {@code /} or {@code /web/<file>}
     * @throws ApiException 404
     */
    public Content file(ApiRequest request) {
        Matcher name = NAME.matcher(request.path().equals("/") ? "/web/index.html" : request.path());
        if (!name.matches()) {
            throw PageFile.missing();
        }
        return files.answer(request, name.group());
    }
}
