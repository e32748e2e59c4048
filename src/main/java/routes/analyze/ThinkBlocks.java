package routes.analyze;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes what a reasoning model thought aloud, in one pass over the text. */
final class ThinkBlocks {

    /** A pattern, because {@code String.toLowerCase} takes quadratic time on a text full of {@code İ}. */
    private static final Pattern TAG = Pattern.compile("<(/?)think[^>]*>?", Pattern.CASE_INSENSITIVE);

    private ThinkBlocks() {
    }

    /**
     * Drops {@code <think>..</think>} and {@code <thinking>..</thinking>}. A block that never ends takes the rest; an
     * end without a start takes what is before it, because some chat templates put the start into the prompt.
     */
    static String drop(String text) {
        var kept = new StringBuilder();
        int from = 0;
        boolean thinking = false;
        for (Matcher tag = TAG.matcher(text); tag.find(); ) {
            boolean start = tag.group(1).isEmpty();
            if (start && !thinking) {
                kept.append(text, from, tag.start());
            } else if (!start && !thinking) {
                kept.setLength(0);
            }
            thinking = start;
            from = tag.end();
        }
        return thinking ? kept.toString() : kept.append(text, from, text.length()).toString();
    }
}
