package routes.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host part of a URL. Host names with an underscore, which {@link java.net.URI#getHost()} does not know but container
 * networks use, are allowed.
 */
final class HostAndPort {

    private static final Pattern FORM = Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[\\p{L}\\p{N}._-]+)(?::(\\d{1,5}))?");

    private HostAndPort() {
    }

    /** Whether a URL's authority, with or without credentials before an {@code @}, names a host and a possible port. */
    static boolean valid(String authority) {
        if (authority == null) {
            return false;
        }
        Matcher matcher = FORM.matcher(authority.substring(authority.lastIndexOf('@') + 1));
        if (!matcher.matches()) {
            return false;
        }
        int port = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        return port >= 1 && port <= 65_535;
    }
}
