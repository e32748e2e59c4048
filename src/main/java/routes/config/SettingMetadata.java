package routes.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the {@code #@} line of a declaration says.
 *
 * @param unit           what a number counts, for people
 * @param optional       whether the setting may be without a value
 * @param secret         whether the value is never shown
 * @param aliases        other names accepted for the setting
 * @param withoutDefault default used while another setting has no value
 */
record SettingMetadata(SettingType type, Optional<String> unit, boolean optional, boolean secret, List<String> aliases,
                       Optional<WithoutDefault> withoutDefault) {

    /**
     * @param setting the other setting
     * @param value   the default while the other one has no value
     */
    record WithoutDefault(String setting, String value) {
    }

    /**
     * Reads the line.
     *
     * @param line what follows {@code #@}
     * @throws IllegalArgumentException when it is malformed
     */
    static SettingMetadata parse(String line) {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(line.strip().split("\\s+")));
        SettingType type = type(words);
        Optional<String> unit = Optional.empty();
        Optional<WithoutDefault> withoutDefault = Optional.empty();
        List<String> aliases = new ArrayList<>();
        boolean optional = false;
        boolean secret = false;
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            switch (word) {
                case "unit" -> unit = Optional.of(next(words, word));
                case "optional" -> optional = true;
                case "secret" -> secret = true;
                case "alias" -> aliases.add(next(words, word));
                case "without" -> withoutDefault = Optional.of(new WithoutDefault(next(words, word), next(words, word)));
                default -> throw new IllegalArgumentException("unknown word '" + word + "'");
            }
        }
        return new SettingMetadata(type, unit, optional, secret, List.copyOf(aliases), withoutDefault);
    }

    private static SettingType type(Deque<String> words) {
        String word = words.removeFirst();
        return switch (word) {
            case "integer", "number", "seconds", "hours", "days" -> NumberType.of(word, next(words, word));
            case "flag" -> new FlagType();
            case "choice" -> ChoiceType.of(next(words, word));
            case "list" -> new ListType(words.isEmpty() || !words.getFirst().contains("|")
                    ? Optional.empty() : Optional.of(ChoiceType.of(words.removeFirst())));
            case "url" -> new UrlType(List.of(next(words, word).split("\\|")));
            case "database" -> new DatabaseType();
            case "text" -> new TextType();
            case "path" -> new PathType();
            default -> throw new IllegalArgumentException("unknown type '" + word + "'");
        };
    }

    private static String next(Deque<String> words, String before) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("something is missing after '" + before + "'");
        }
        return words.removeFirst();
    }
}
