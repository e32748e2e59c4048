package routes.analyze;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with {@code {{name}}} placeholders. Filled in one pass: what a value contains is never expanded again.
 * Immutable.
 */
final class PromptTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z_]+)}}");

    private final String text;

    /** @throws IllegalArgumentException when a placeholder is not known; the message names file, placeholder and the known ones */
    PromptTemplate(String fileName, String text, Set<String> known) {
        this.text = text.strip();
        PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).filter(name -> !known.contains(name)).findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("prompt file %s uses {{%s}}, known here are %s"
                            .formatted(fileName, name, known.stream().sorted().toList()));
                });
    }

    String fill(Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    }
}
