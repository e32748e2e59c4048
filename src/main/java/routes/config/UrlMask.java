package routes.config;

import java.util.regex.Pattern;

/**
 * Hides the password in a URL. When the URL is malformed it rather hides too much: everything between the user and the
 * last {@code @}.
 */
final class UrlMask {

    static final String MASK = "***";

    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("([?&;][^=&;]*(?:password|passwd|pass|pwd|secret|token|key)=)[^&;]*", Pattern.CASE_INSENSITIVE);

    private UrlMask() {
    }

    static String apply(String url) {
        return SECRET_PARAMETER.matcher(withoutCredentials(url)).replaceAll("$1" + MASK);
    }

    private static String withoutCredentials(String url) {
        int slashes = url.indexOf("//");
        int start = slashes < 0 ? 0 : slashes + 2;
        int at = url.lastIndexOf('@');
        if (at < start) {
            return url;
        }
        int colon = url.indexOf(':', start);
        int secret = colon < 0 || colon > at ? start : colon + 1;
        return url.substring(0, secret) + MASK + url.substring(at);
    }
}
