package routes.broadcast;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which message types a client wants. Patterns may hold {@code *}; {@code _} and {@code .} are the same, case is not
 * looked at. Everything until the first subscribe, which names all that is wanted; later ones add to it, an empty list
 * means nothing. Of several patterns that match, the one named last decides.
 * Not thread-safe: confined to the connection's event loop.
 */
final class Subscription {

    static final int MAX_PATTERNS = 200;
    private static final int MAX_REMEMBERED = 100;

    private final Map<String, Rule> rules = new LinkedHashMap<>(Map.of("*", new Rule(compile("*"), true)));
    private final Map<String, Boolean> decided = new HashMap<>();
    private boolean untouched = true;

    /** @return false, with nothing changed, when there would be more than {@value #MAX_PATTERNS} patterns */
    boolean subscribe(List<String> patterns) {
        if (untouched || patterns.isEmpty()) {
            rules.clear();
        }
        return append(patterns, true);
    }

    /** @param patterns null = all; @return false, with nothing changed, when there would be more than {@value #MAX_PATTERNS} patterns */
    boolean unsubscribe(List<String> patterns) {
        if (patterns == null) {
            rules.clear();
        }
        return append(patterns == null ? List.of() : patterns, false);
    }

    /** The patterns subscribed to, oldest first. */
    List<String> patterns() {
        return rules.entrySet().stream().filter(rule -> rule.getValue().wanted).map(Map.Entry::getKey).toList();
    }

    boolean accepts(String type) {
        Boolean known = decided.get(type);
        if (known == null) {
            known = decide(alike(type));
            if (decided.size() < MAX_REMEMBERED) {
                decided.put(type, known);
            }
        }
        return known;
    }

    private boolean decide(String name) {
        boolean wanted = false;
        for (Rule rule : rules.values()) {
            if (rule.pattern.matcher(name).matches()) {
                wanted = rule.wanted;
            }
        }
        return wanted;
    }

    private boolean append(List<String> patterns, boolean wanted) {
        if (rules.size() + patterns.size() > MAX_PATTERNS) {
            return false;
        }
        for (String pattern : patterns) {
            rules.remove(pattern);
            rules.put(pattern, new Rule(compile(pattern), wanted));
        }
        untouched = false;
        decided.clear();
        return true;
    }

    private static Pattern compile(String pattern) {
        String[] parts = alike(pattern).replaceAll("\\*+", "*").split("\\*", -1);
        return Pattern.compile(Arrays.stream(parts).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static String alike(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private record Rule(Pattern pattern, boolean wanted) {
    }
}
