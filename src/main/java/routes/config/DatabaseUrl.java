package routes.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the PostgreSQL database is, in the form the JDBC driver takes. Used for the setting {@code DATABASE_URL}.
 * Immutable; {@link #toString()} shows no password.
 *
 * @param jdbcUrl  {@code jdbc:postgresql://host[:port]/database[?parameters]}, without credentials
 * @param user     decoded; empty when the URL names none
 * @param password decoded; empty when the URL has none
 */
public record DatabaseUrl(String jdbcUrl, Optional<String> user, Optional<String> password) {

    private static final Pattern FORM = Pattern.compile("(?<scheme>jdbc:postgresql|postgresql\\+asyncpg|postgresql|postgres)://"
            + "(?:(?<credentials>[^/?#]*)@)?(?<hosts>[^/?#@]*)/(?<database>[^/?#]+)(?:\\?(?<parameters>[^#]*))?", Pattern.CASE_INSENSITIVE);

    /**
     * Accepts {@code jdbc:postgresql://}, {@code postgresql://}, {@code postgres://} and {@code postgresql+asyncpg://}
     * URLs. Credentials stand before the host or in the parameters {@code user} and {@code password}, percent-encoded
     * where they hold reserved characters. Several hosts are separated by commas.
     *
     * @throws IllegalArgumentException when the URL is something else; the message never repeats it
     */
    public static DatabaseUrl parse(String url) {
        Matcher form = FORM.matcher(url.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be postgresql://user:password@host:port/database or "
                    + "jdbc:postgresql://host:port/database, with reserved characters of the password percent-encoded");
        }
        for (String host : form.group("hosts").split(",", -1)) {
            if (!HostAndPort.valid(host)) {
                throw new IllegalArgumentException("must name a host and, if any, a port from 1 to 65535");
            }
        }
        String credentials = form.group("credentials");
        Optional<String> user = part(credentials, 0);
        Optional<String> password = part(credentials, 1);
        List<String> kept = new ArrayList<>();
        String parameters = form.group("parameters") == null ? "" : form.group("parameters");
        for (String parameter : parameters.split("&")) {
            String[] pair = parameter.split("=", 2);
            switch (pair[0]) {
                case "" -> { }
                case "user" -> user = user.or(() -> value(pair));
                case "password" -> password = password.or(() -> value(pair));
                default -> kept.add(LibpqParameter.toJdbc(parameter));
            }
        }
        String query = kept.isEmpty() ? "" : "?" + String.join("&", kept);
        return new DatabaseUrl("jdbc:postgresql://" + form.group("hosts") + "/" + form.group("database") + query, user, password);
    }

    @Override
    public String toString() {
        return "DatabaseUrl[" + UrlMask.apply(jdbcUrl) + ", user=" + user.orElse("") + ", password=" + password.map(p -> UrlMask.MASK).orElse("")
                + "]";
    }

    private static Optional<String> part(String credentials, int index) {
        String[] parts = credentials == null ? new String[0] : credentials.split(":", 2);
        return index < parts.length && !parts[index].isEmpty() ? Optional.of(decoded(parts[index])) : Optional.empty();
    }

    private static Optional<String> value(String[] pair) {
        return pair.length == 2 && !pair[1].isEmpty() ? Optional.of(decoded(pair[1])) : Optional.empty();
    }

    /** Percent-decoding of RFC 3986, where a plus is a plus. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // no cause: its message repeats a part of the password
            throw new IllegalArgumentException("must have reserved characters of user and password percent-encoded ('%' as %25)");
        }
    }
}
