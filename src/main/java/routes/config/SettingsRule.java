package routes.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A condition that several settings must meet together.
 *
 * @param settings the settings it reads, the one to blame first
 * @param holds    the condition
 * @param problem  what is allowed, beginning with "must"
 */
record SettingsRule(List<String> settings, Predicate<Settings> holds, String problem) {

    static final List<SettingsRule> ALL = List.of(
            rule("must not be longer than BATCH_WINDOW_SECONDS",
                    s -> s.duration("BATCH_IDLE_TIMEOUT_SECONDS").compareTo(s.duration("BATCH_WINDOW_SECONDS")) <= 0,
                    "BATCH_IDLE_TIMEOUT_SECONDS", "BATCH_WINDOW_SECONDS"),
            rule("must be less than SEVERITY_MEDIUM_MAX", s -> s.integer("SEVERITY_LOW_MAX") < s.integer("SEVERITY_MEDIUM_MAX"),
                    "SEVERITY_LOW_MAX", "SEVERITY_MEDIUM_MAX"),
            rule("must be less than SEVERITY_HIGH_MAX", s -> s.integer("SEVERITY_MEDIUM_MAX") < s.integer("SEVERITY_HIGH_MAX"),
                    "SEVERITY_MEDIUM_MAX", "SEVERITY_HIGH_MAX"),
            rule("must be set when API_KEY_ENABLED is on, otherwise nobody could get in",
                    s -> !s.flag("API_KEY_ENABLED") || !s.list("API_KEYS").isEmpty(), "API_KEYS", "API_KEY_ENABLED"),
            rule("must differ from API_PORT", s -> s.integer("API_PORT") != s.integer("MANAGEMENT_PORT"), "MANAGEMENT_PORT", "API_PORT"),
            rule("must be shorter than WEBSOCKET_IDLE_TIMEOUT_SECONDS, otherwise every quiet client is closed",
                    s -> s.duration("WEBSOCKET_PING_INTERVAL_SECONDS").compareTo(s.duration("WEBSOCKET_IDLE_TIMEOUT_SECONDS")) < 0,
                    "WEBSOCKET_PING_INTERVAL_SECONDS", "WEBSOCKET_IDLE_TIMEOUT_SECONDS"),
            rule("must leave room for the prompt in NEMOTRON_CONTEXT_WINDOW",
                    s -> s.integer("NEMOTRON_MAX_OUTPUT_TOKENS") < s.integer("NEMOTRON_CONTEXT_WINDOW"),
                    "NEMOTRON_MAX_OUTPUT_TOKENS", "NEMOTRON_CONTEXT_WINDOW"),
            rule("must not be less than NEMOTRON_MAX_OUTPUT_TOKENS", s -> !s.isSet("NEMOTRON_MAX_OUTPUT_TOKENS_LIMIT")
                    || s.integer("NEMOTRON_MAX_OUTPUT_TOKENS_LIMIT") >= s.integer("NEMOTRON_MAX_OUTPUT_TOKENS"),
                    "NEMOTRON_MAX_OUTPUT_TOKENS_LIMIT", "NEMOTRON_MAX_OUTPUT_TOKENS"),
            rule("must be a folder that exists", s -> s.optionalText("PROMPTS_DIR").filter(folder -> !Files.isDirectory(Path.of(folder))).isEmpty(), "PROMPTS_DIR"),
            rule("must hold origins like https://home.example, or *",
                    s -> s.list("CORS_ORIGINS").stream().allMatch(origin -> origin.matches("\\*|https?://[^/?#\\s]+")), "CORS_ORIGINS"),
            // the product's own thumbnails would be taken for camera images
            rule("must not lie inside of CAMERA_ROOT", s -> !s.path("DATA_DIR").startsWith(s.path("CAMERA_ROOT")), "DATA_DIR", "CAMERA_ROOT"));

    /** The fault when the condition is not met. Needs a value for each of {@link #settings()} that is not optional. */
    Optional<SettingFault> check(Settings values) {
        if (holds.test(values)) {
            return Optional.empty();
        }
        ResolvedSetting blamed = values.resolved(settings.get(0));
        String others = settings.stream().skip(1).map(name -> name + "=" + values.resolved(name).shown())
                .collect(Collectors.joining(", ", " (", ")"));
        return Optional.of(new SettingFault(settings.get(0), blamed.shown(), blamed.source(),
                problem + (settings.size() > 1 ? others : "")));
    }

    private static SettingsRule rule(String problem, Predicate<Settings> holds, String... settings) {
        return new SettingsRule(List.of(settings), holds, problem);
    }
}
