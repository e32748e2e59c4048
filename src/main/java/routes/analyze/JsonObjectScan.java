package routes.analyze;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Finds the balanced JSON objects with a certain field in a text that may hold anything else. One pass: time and memory
 * grow linearly with the text, also when it is a megabyte of opening braces.
 */
final class JsonObjectScan {

    /** Later objects are better candidates, and parsing each costs time: older ones are forgotten. */
    private static final int MAX_CANDIDATES = 8;

    private record Span(int start, int end) {
    }

    private final String text;
    private final String field;
    private final Deque<Span> candidates = new ArrayDeque<>();
    private final BitSet hasField = new BitSet();
    private int[] starts = new int[16];
    private int depth;

    private JsonObjectScan(String text, String field) {
        this.text = text;
        this.field = field;
    }

    static JsonObjectScan of(String text, String field) {
        var scan = new JsonObjectScan(text, field);
        scan.run();
        return scan;
    }

    /** At most {@value #MAX_CANDIDATES} objects that seem to have the field, the last of the text first. */
    List<String> candidates() {
        return candidates.stream().map(span -> text.substring(span.start(), span.end())).toList();
    }

    /** Whether the text ends within an object that looked like JSON: a brace, then a quote or nothing. */
    boolean endsInsideObject() {
        if (depth == 0) {
            return false;
        }
        int next = starts[0] + 1;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next == text.length() || text.charAt(next) == '"';
    }

    private void run() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                open(i);
            } else if (depth > 0) {
                if (c == '}') {
                    close(i);
                } else if (c == '"') {
                    markIfField(i + 1);
                    i = endOfString(i);
                } else {
                    markIfField(i);
                }
            }
        }
    }

    private void open(int position) {
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, 2 * depth);
        }
        hasField.clear(depth);
        starts[depth++] = position;
    }

    private void close(int position) {
        depth--;
        if (hasField.get(depth)) {
            candidates.addFirst(new Span(starts[depth], position + 1));
            if (candidates.size() > MAX_CANDIDATES) {
                candidates.removeLast();
            }
        }
    }

    private void markIfField(int position) {
        if (text.startsWith(field, position)) {
            hasField.set(depth - 1);
        }
    }

    /** Position of the closing quote, or the end of the text. */
    private int endOfString(int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return text.length();
    }
}
