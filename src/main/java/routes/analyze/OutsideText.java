package routes.analyze;

import java.text.Normalizer;

/**
 * Text that someone outside chose: folder names, class names, text in a picture, answers of services and models. Two
 * forms: {@link #line} for people and logs, {@link #quote} for a prompt, where it must never act as an instruction.
 */
final class OutsideText {

    private OutsideText() {
    }

    /** One line without control, invisible or direction-changing characters, at most {@code max} characters. */
    static String line(String text, int max) {
        return clean(text, max, false);
    }

    /** Like {@link #line}, but keeps line breaks: for longer prose. NUL and lone surrogates are gone, so PostgreSQL stores it. */
    static String prose(String text, int max) {
        return clean(text, max, true);
    }

    /**
     * A double-quoted literal on one line that can neither end itself nor spell a delimiter of a prompt: compatibility
     * forms are folded first, then every character that chat templates and code fences are made of is replaced by a
     * look-alike ({@code <|im_start|>}, {@code [INST]}, {@code <<OBSERVED>>}, {@code ```}, quotes, braces).
     */
    static String quote(String text, int max) {
        String bounded = text == null ? "" : text.substring(0, Math.min(text.length(), 4 * max));
        String line = line(Normalizer.normalize(bounded, Normalizer.Form.NFKC), max);
        var quoted = new StringBuilder(line.length() + 2).append('"');
        line.chars().forEach(c -> quoted.append(harmless((char) c)));
        return quoted.append('"').toString();
    }

    private static char harmless(char c) {
        return switch (c) {
            case '<' -> '‹';
            case '>' -> '›';
            case '|' -> '¦';
            case '`', '"' -> '\'';
            case '[', '{' -> '(';
            case ']', '}' -> ')';
            case '\\' -> '/';
            default -> isQuotationMark(c) ? '\'' : c;
        };
    }

    /** A model may take these for the end of the literal, and they look like it to a person. */
    private static boolean isQuotationMark(char c) {
        int type = Character.getType(c);
        return type == Character.INITIAL_QUOTE_PUNCTUATION || type == Character.FINAL_QUOTE_PUNCTUATION
                || "\u201a\u201e\u02ba\u02ee\u05f4\u275d\u275e\u2760\u301d\u301e\u301f".indexOf(c) >= 0;
    }

    private static String clean(String text, int max, boolean keepLineBreaks) {
        if (text == null) {
            return "";
        }
        var out = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n' && keepLineBreaks) {
                out.append('\n');
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                appendSpace(out);
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            }
            if (out.length() > max) {
                out.setLength(Character.isLowSurrogate(out.charAt(max - 1)) ? max - 2 : max - 1);
                return out.append('…').toString();
            }
        }
        return out.toString().strip();
    }

    private static void appendSpace(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) > ' ') {
            out.append(' ');
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> !isIgnorable(c);
        };
    }

    /**
     * Letters and marks that show nothing: the property Default_Ignorable_Code_Point of Unicode beyond the categories above, and the empty
     * braille cell. Variation selectors can spell a whole text that only a model reads.
     */
    private static boolean isIgnorable(int c) {
        return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c >= 0x180B && c <= 0x180F || c == 0x2800 || c == 0x3164
                || c >= 0xFE00 && c <= 0xFE0F || c == 0xFFA0 || c >= 0xE0000 && c <= 0xE0FFF;
    }
}
