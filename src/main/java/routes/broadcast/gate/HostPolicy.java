package routes.broadcast.gate;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which names this server answers to where no key protects it. Whoever owns a name can let it point to this machine (DNS rebinding), and a page
 * under that name is then one of this host for its browser: neither CORS nor {@link OriginPolicy} sees a difference, only the name in the
 * {@code Host} header tells it. Nobody outside can own an address, a name without a dot or one in a domain of private networks (RFC 6761,
 * RFC 6762, RFC 8375; ICANN keeps {@code .internal} for them, and nobody has {@code .lan}). Immutable.
 */
final class HostPolicy {

    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9]+(\\.[0-9]+){3}");
    private static final List<String> PRIVATE_DOMAINS = List.of(".localhost", ".local", ".lan", ".internal", ".home.arpa");

    private final boolean all;
    private final Set<String> names;

    /**
     * @param ownHost {@code API_HOST}
     * @param origins {@code CORS_ORIGINS}, comma-separated: their hosts are known; {@code *} = every name, as every page may call then
     */
    HostPolicy(String ownHost, String origins) {
        List<String> listed = Arrays.stream(origins.split(",")).map(String::trim).toList();
        all = listed.contains("*");
        names = Stream.concat(Stream.of(ownHost), listed.stream().map(origin -> origin.replaceFirst("^https?://", "")))
                .map(HostPolicy::nameOf).collect(Collectors.toUnmodifiableSet());
    }

    /** Every browser says which host it means: without that it is none. */
    boolean admits(HttpServerRequest request) {
        String host = request.getHeader("Host");
        if (all || host == null) {
            return true;
        }
        String name = nameOf(host);
        return name.indexOf('.') < 0 || ADDRESS.matcher(name).matches() || PRIVATE_DOMAINS.stream().anyMatch(name::endsWith) || names.contains(name);
    }

    /** Without the port and the dot that may end a full name. */
    private static String nameOf(String host) {
        String name = host.trim().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
