package routes.config;

import java.util.Optional;

/**
 * A setting with the value it has in this process.
 *
 * @param value    as parsed by the setting's type; empty for an optional setting that nobody set
 * @param source   where the value came from
 * @param explicit whether somebody set it, rather than leaving it to its default
 */
record ResolvedSetting(SettingDeclaration declaration, Optional<Object> value, String source, boolean explicit) {

    /** The value in its one spelling; empty when there is none. */
    String text() {
        return value.map(declaration.type()::format).orElse("");
    }

    /** The value as it may be shown. */
    String shown() {
        return declaration.masked(text());
    }
}
