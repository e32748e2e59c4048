package routes.config;

import java.util.Arrays;
import java.util.List;

/**
 * One word out of a fixed list; upper and lower case are not told apart, the declared spelling is what routes see.
 *
 * @param words each with its synonyms behind it, which are read but never written
 */
record ChoiceType(List<List<String>> words) implements SettingType {

    /** @param declared {@code a|b=synonym|c} */
    static ChoiceType of(String declared) {
        return new ChoiceType(Arrays.stream(declared.split("\\|")).map(word -> List.of(word.split("="))).toList());
    }

    @Override
    public String label() {
        return "choice";
    }

    /** What routes may see. */
    List<String> values() {
        return words.stream().map(word -> word.get(0)).toList();
    }

    @Override
    public String range() {
        return String.join(", ", values());
    }

    @Override
    public Object parse(String text) {
        return words.stream().filter(word -> word.stream().anyMatch(text::equalsIgnoreCase)).findFirst().map(word -> word.get(0))
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + range()));
    }
}
