package routes.remote;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import routes.config.Settings;

/**
 * What proves to a remote service who calls: its key, and the user and password of its URL. They leave this class as headers of a call and
 * in no other way, so that no endpoint, route dump or log shows them; and what a service repeats of them is blotted out of its answers.
 * Immutable and thread-safe.
 */
public final class ServiceKeys {

    private static final Map<String, String> SETTINGS = Map.of("detector", "YOLO26", "nemotron", "NEMOTRON", "florence", "FLORENCE", "clip", "CLIP",
            "enrichment", "ENRICHMENT");
    /** Shorter ones would be found by chance, in numbers for example. */
    private static final int SHORTEST_BLOTTED = 8;

    private record Access(Optional<String> key, Optional<String> user, boolean bearer) {

        private static Access of(Settings settings, String name) {
            String keySetting = name + "_API_KEY";
            Optional<String> key = name.equals("YOLO26") || name.equals("NEMOTRON") ? settings.optionalText(keySetting) : Optional.empty();
            return new Access(key, settings.url(name + "_URL").map(URI::getUserInfo), name.equals("NEMOTRON"));
        }

        private Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            key.ifPresent(text -> headers.put("X-API-Key", text));
            basic().map(text -> "Basic " + text).or(() -> key.filter(text -> bearer).map(text -> "Bearer " + text))
                    .ifPresent(text -> headers.put("Authorization", text));
            return Collections.unmodifiableMap(headers);
        }

        private Optional<String> basic() {
            return user.map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }

        private List<String> secrets() {
            return Stream.of(key, basic(), user.map(text -> text.substring(text.indexOf(':') + 1))).flatMap(Optional::stream)
                    .flatMap(secret -> Stream.of(secret, secret.replace("/", "\\/"))).filter(secret -> secret.length() >= SHORTEST_BLOTTED).distinct().toList();
        }
    }

    private final Map<String, Map<String, String>> headers;
    private final Map<String, List<String>> secrets;

    public ServiceKeys(Settings settings) {
        headers = SETTINGS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Access.of(settings, e.getValue()).headers()));
        secrets = SETTINGS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Access.of(settings, e.getValue()).secrets()));
    }

    /** Base URL of a service as endpoints may show it: without user and password. */
    public static String withoutCredentials(URI url) {
        return url.getRawUserInfo() == null ? url.toString() : url.toString().replace(url.getRawUserInfo() + "@", "");
    }

    /**
     * The headers of a call. User and password of the URL belong to who stands before the service, and take the place of the bearer token.
     *
     * @param service {@code detector}, {@code nemotron}, {@code florence}, {@code clip} or {@code enrichment}
     */
    public Map<String, String> headers(String service) {
        return headers.get(service);
    }

    /** The same answer without what it repeats of keys and passwords. */
    byte[] blotOut(String service, byte[] answer) {
        List<String> hidden = secrets.get(service);
        if (hidden.isEmpty()) {
            return answer;
        }
        String text = new String(answer, StandardCharsets.UTF_8);
        String clean = text;
        for (String secret : hidden) {
            clean = clean.replace(secret, "***");
        }
        return clean.equals(text) ? answer : clean.getBytes(StandardCharsets.UTF_8);
    }
}
