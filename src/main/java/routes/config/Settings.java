package routes.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of this process: every declared setting, checked. The routes see it as placeholders
 * ({@code {{BATCH_WINDOW_SECONDS}}}). Immutable. The getters throw {@link IllegalArgumentException} for a name that is not
 * declared or is of another type, and {@link IllegalStateException} when an optional setting has no value.
 */
public final class Settings {

    private final Map<String, ResolvedSetting> settings;
    private final Map<String, String> camelProperties;
    private final List<String> warnings;

    Settings(Map<String, ResolvedSetting> settings, Map<String, String> camelProperties, List<String> warnings) {
        this.settings = new LinkedHashMap<>(settings);
        this.camelProperties = new LinkedHashMap<>(camelProperties);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Resolves all settings: environment before file before the defaults of the product. Empty values count as not set.
     *
     * @param file a properties file; must exist when it is given
     * @throws InvalidSettingsException with every fault found
     */
    public static Settings load(Map<String, String> environment, Optional<Path> file) {
        List<SettingFault> faults = new ArrayList<>();
        return new SettingsResolver(SettingsCatalog.load(), environment, SettingsFile.read(file, faults), faults).resolve();
    }

    /** The file that is read when the command line names none: {@code application.properties} in the working directory. */
    public static Optional<Path> workingDirectoryFile() {
        return Optional.of(Path.of("application.properties")).filter(Files::isRegularFile);
    }

    /** Whether somebody set it, rather than leaving it to its default. */
    public boolean isSet(String name) {
        return resolved(name).explicit();
    }

    /** The value of a setting of any type, in the spelling of {@link #asProperties()}. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> new IllegalStateException(name + " has no value"));
    }

    /** As {@link #text(String)}; empty when the setting has no value. */
    public Optional<String> optionalText(String name) {
        return Optional.of(resolved(name).text()).filter(text -> !text.isEmpty());
    }

    public int integer(String name) {
        return required(name, BigDecimal.class).intValueExact();
    }

    public double number(String name) {
        return required(name, BigDecimal.class).doubleValue();
    }

    public boolean flag(String name) {
        return required(name, Boolean.class);
    }

    /** A time declared in seconds, hours or days. */
    public Duration duration(String name) {
        BigDecimal value = required(name, BigDecimal.class);
        return ((NumberType) resolved(name).declaration().type()).duration(value);
    }

    /** The elements; none when the setting has no value. */
    public List<String> list(String name) {
        return optional(name, List.class).map(list -> ((List<?>) list).stream().map(String.class::cast).toList()).orElse(List.of());
    }

    /** Absolute and normalised. */
    public Path path(String name) {
        return required(name, Path.class);
    }

    /** A base URL without a slash at its end; empty when the setting has no value. */
    public Optional<URI> url(String name) {
        return optional(name, URI.class);
    }

    public Optional<DatabaseUrl> databaseUrl(String name) {
        return optional(name, DatabaseUrl.class);
    }

    /** What may be wrong with the configuration but keeps nothing from working; one line each. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Everything a placeholder can name: all settings ({@code ""} for those without a value, secrets unmasked, the
     * database URL without credentials), times in milliseconds under {@code NAME.ms}, whether a list with fixed choices has one of them
     * under {@code NAME.choice} and the opposite under {@code NAME.choice.absent}, and the keys of camel-main with their own placeholders
     * unresolved.
     */
    public Map<String, String> asProperties() {
        Map<String, String> properties = new LinkedHashMap<>(camelProperties);
        settings.forEach((name, setting) -> {
            properties.put(name, setting.text());
            if (setting.declaration().type() instanceof NumberType number && number.timeUnit().isPresent()) {
                properties.put(name + ".ms", Long.toString(duration(name).toMillis()));
            } else if (setting.declaration().type() instanceof ListType list) {
                list.choices().ifPresent(choices -> choices.values().forEach(choice -> {
                    boolean chosen = list(name).contains(choice);
                    properties.put(name + "." + choice, Boolean.toString(chosen));
                    properties.put(name + "." + choice + ".absent", Boolean.toString(!chosen));
                }));
            }
        });
        return Collections.unmodifiableMap(properties);
    }

    /** All settings in declared order, safe to show. */
    public List<SettingRow> describe() {
        return settings.values().stream().map(setting -> new SettingRow(setting.declaration().group(), setting.declaration().name(),
                setting.shown(), setting.source())).toList();
    }

    ResolvedSetting resolved(String name) {
        ResolvedSetting setting = settings.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(name + " is not a declared setting");
        }
        return setting;
    }

    private <T> T required(String name, Class<T> type) {
        return optional(name, type).orElseThrow(() -> new IllegalStateException(name + " has no value"));
    }

    private <T> Optional<T> optional(String name, Class<T> type) {
        Optional<Object> value = resolved(name).value();
        if (value.filter(v -> !type.isInstance(v)).isPresent()) {
            throw new IllegalArgumentException(name + " is a " + resolved(name).declaration().type().label() + " setting");
        }
        return value.map(type::cast);
    }
}
