package routes.config;

import java.util.Locale;

/**
 * Text from outside made safe for a log or a terminal: whatever could begin a new line, move the cursor or turn the
 * reading direction is written as a visible escape, as in a Java string. Used by the log layout for every message
 * (CWE-117, log forging).
 */
public final class LogText {

    private LogText() {
    }

    /** The text on one line; the same instance when nothing had to be escaped. */
    public static String oneLine(String text) {
        if (text == null || text.chars().noneMatch(LogText::unsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    if (unsafe(c)) {
                        safe.append(String.format(Locale.ROOT, "\\u%04X", c));
                    } else {
                        safe.append((char) c);
                    }
                }
            }
        });
        return safe.toString();
    }

    private static boolean unsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            // bidirectional overrides and isolates; other format characters are parts of emoji and scripts
            case Character.FORMAT -> c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
            default -> false;
        };
    }
}
