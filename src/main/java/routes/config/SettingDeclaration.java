package routes.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting as it is declared in {@code application.properties}.
 *
 * @param name         name of the environment variable, of the key and of the placeholder
 * @param group        heading under which it is documented
 * @param description  what it does and what follows from it, in Markdown
 * @param defaultValue empty for an optional setting without a default
 */
record SettingDeclaration(String name, String group, String description, SettingMetadata metadata, String defaultValue) {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

    SettingDeclaration {
        if (Stream.concat(Stream.of(name), metadata.aliases().stream()).anyMatch(n -> !NAME.matcher(n).matches())) {
            throw new IllegalArgumentException(name + " or an alias of it is not in capitals with single underscores");
        }
        if (description.isBlank() || group.isBlank()) {
            throw new IllegalArgumentException(name + " has no " + (group.isBlank() ? "group" : "description"));
        }
        if (defaultValue.isEmpty() != metadata.optional()) {
            throw new IllegalArgumentException(name + (metadata.optional() ? " is optional and has a default" : " has neither a default nor 'optional'"));
        }
        if (!metadata.optional()) {
            metadata.type().parse(defaultValue);
        }
        metadata.withoutDefault().ifPresent(other -> metadata.type().parse(other.value()));
    }

    SettingType type() {
        return metadata.type();
    }

    /** The name and its aliases, in the order in which they are looked for. */
    List<String> names() {
        return Stream.concat(Stream.of(name), metadata.aliases().stream()).toList();
    }

    /** A value as it may be shown and logged: without what is secret, on one line. */
    String masked(String value) {
        if (value.isEmpty()) {
            return value;
        }
        return metadata.secret() ? UrlMask.MASK : LogText.oneLine(type().mask(value));
    }
}
