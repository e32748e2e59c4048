package routes.watch;

import routes.config.LogText;

/** Names from outside as they may appear in a log line: one line, no control or direction characters, bounded. */
final class Printable {

    private static final int MAX_LENGTH = 500;

    private Printable() {
    }

    static String of(Object name) {
        String text = LogText.oneLine(String.valueOf(name));
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
