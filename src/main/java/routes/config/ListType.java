package routes.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Texts separated by commas, or a JSON array of them, the form that the {@code .env} files of existing systems use.
 *
 * @param choices the allowed elements; empty allows every text
 */
record ListType(Optional<ChoiceType> choices) implements SettingType {

    @Override
    public String label() {
        return "list";
    }

    @Override
    public String range() {
        return choices.map(ChoiceType::range).orElse("");
    }

    @Override
    public Object parse(String text) {
        List<String> elements = split(text).map(String::strip).filter(element -> !element.isEmpty())
                .map(this::checked).distinct().toList();
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("must name at least one element, separated by commas");
        }
        return elements;
    }

    @Override
    public String format(Object value) {
        return String.join(",", ((List<?>) value).stream().map(Object::toString).toList());
    }

    private Stream<String> split(String text) {
        if (!text.startsWith("[")) {
            return Arrays.stream(text.split(","));
        }
        try {
            List<String> elements = Arrays.asList(Json.mapper().readValue(text, String[].class));
            if (elements.stream().anyMatch(element -> element == null || element.contains(","))) {
                throw new IllegalArgumentException("must not contain null or an element with a comma");
            }
            return elements.stream();
        } catch (JsonProcessingException e) {
            // no cause: Jackson's message repeats the text, which may be a list of keys
            throw new IllegalArgumentException("must be a comma-separated list or a JSON array of texts");
        }
    }

    private String checked(String element) {
        if (choices.isEmpty()) {
            return element;
        }
        try {
            return (String) choices.get().parse(element);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a comma-separated list of " + range(), e);
        }
    }
}
