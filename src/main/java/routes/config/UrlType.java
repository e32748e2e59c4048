package routes.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * An absolute URL with a host. For {@code http} and {@code https} it is a base URL to which paths are appended, so it has
 * no query, and slashes at its end are dropped.
 */
record UrlType(List<String> schemes) implements SettingType {

    @Override
    public String label() {
        return "url";
    }

    @Override
    public String range() {
        return String.join("://, ", schemes) + "://";
    }

    @Override
    public Object parse(String text) {
        String required = "must be a URL beginning with " + String.join(":// or ", schemes) + "://, with reserved characters percent-encoded";
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // no cause: its message repeats the URL with the password
            throw new IllegalArgumentException(required);
        }
        if (url.getScheme() == null || !schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(required);
        }
        if (!HostAndPort.valid(url.getRawAuthority())) {
            throw new IllegalArgumentException("must be a URL with a host and, if any, a port from 1 to 65535");
        }
        boolean base = url.getScheme().toLowerCase(Locale.ROOT).startsWith("http");
        if (base && (url.getRawQuery() != null || url.getRawFragment() != null)) {
            throw new IllegalArgumentException("must be a base URL without '?' and '#'");
        }
        if (base && url.getHost() == null) {
            throw new IllegalArgumentException("must have a host that HTTP knows, of letters, digits, '-' and '.'; container networks let you give it another name");
        }
        return base ? URI.create(text.replaceFirst("/+$", "")) : url;
    }

    @Override
    public String mask(String text) {
        return UrlMask.apply(text);
    }
}
