package routes.watch;

import java.util.regex.Pattern;

/** Names from outside as they may appear in a log line: one line, no control or direction characters, bounded. */
final class Printable {

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
    private static final int MAX_LENGTH = 500;

    private Printable() {
    }

    static String of(Object name) {
        String text = UNPRINTABLE.matcher(String.valueOf(name)).replaceAll("?");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
