package routes.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the value of every declared setting and collects what is wrong. For one use. */
final class SettingsResolver {

    private static final String ENVIRONMENT = "environment";
    private static final int ROOM_FOR_PICTURES = 8_192;

    private final SettingsCatalog catalog;
    private final Map<String, String> environment;
    private final SettingsFile file;
    private final List<SettingFault> faults;
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, ResolvedSetting> resolved = new LinkedHashMap<>();

    /** @param faults those found so far; this adds its own */
    SettingsResolver(SettingsCatalog catalog, Map<String, String> environment, SettingsFile file, List<SettingFault> faults) {
        this.catalog = catalog;
        this.environment = environment;
        this.file = file;
        this.faults = faults;
    }

    /** @throws InvalidSettingsException with all faults */
    Settings resolve() {
        file.values().keySet().stream().filter(key -> !key.startsWith("camel.") && catalog.find(key).isEmpty()).forEach(this::unknownKey);
        catalog.declarations().forEach(this::resolve);
        warnings.addAll(EnvironmentNames.warnings(environment.keySet(), catalog.names()));
        Map<String, String> camel = new LinkedHashMap<>(catalog.camelProperties());
        camel.putAll(file.camelProperties());
        warnIfKeysAreNotAskedFor();
        warnIfOthersCannotHelp();
        warnIfTheModelGetsNoPictures();
        Settings settings = new Settings(resolved, camel, warnings);
        List<SettingsRule> broken = SettingsRule.ALL.stream().filter(rule -> resolved.keySet().containsAll(rule.settings()))
                .filter(rule -> rule.check(settings).map(faults::add).isPresent()).toList();
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults, rest(broken, camel));
        }
        return settings;
    }

    private Settings rest(List<SettingsRule> broken, Map<String, String> camel) {
        broken.forEach(rule -> resolved.keySet().removeAll(rule.settings()));
        catalog.declarations().stream().filter(declaration -> !resolved.containsKey(declaration.name()))
                .forEach(declaration -> resolve(declaration, byDefault(declaration)));
        return new Settings(resolved, camel, warnings);
    }

    private void unknownKey(String key) {
        String hint = NearestName.of(key, catalog.names()).map(name -> ", did you mean " + name + "?").orElse("");
        // without the value: a mistyped name may hold a key
        faults.add(new SettingFault(LogText.oneLine(key), "", file.name(), "is not a setting" + hint));
    }

    private void resolve(SettingDeclaration declaration) {
        ResolvedText found = find(declaration);
        try {
            resolve(declaration, found);
        } catch (IllegalArgumentException e) {
            faults.add(new SettingFault(declaration.name(), declaration.masked(found.text()), found.source(), e.getMessage()));
        }
    }

    private void resolve(SettingDeclaration declaration, ResolvedText found) {
        Optional<Object> value = found.text().isEmpty() ? Optional.empty() : Optional.of(parse(declaration, found.text()));
        resolved.put(declaration.name(), new ResolvedSetting(declaration, value, found.source(), found.explicit()));
    }

    private void warnIfKeysAreNotAskedFor() {
        ResolvedSetting enabled = resolved.get("API_KEY_ENABLED");
        if (enabled != null && enabled.value().equals(Optional.of(false))) {
            ifExplicit("API_KEYS", " has no effect, because API_KEY_ENABLED is off");
            ifExplicit("WEBSOCKET_TOKEN", " is asked of every WebSocket, and the live page has none to show, because API_KEY_ENABLED is off: set"
                    + " API_KEY_ENABLED and API_KEYS as well");
        }
    }

    private void ifExplicit(String name, String warning) {
        ResolvedSetting setting = resolved.get(name);
        if (setting != null && setting.explicit()) {
            warnings.add(name + " (" + setting.source() + ")" + warning);
        }
    }

    /** Embedded servers belong to one instance: nobody else can do what this one leaves out. */
    private void warnIfOthersCannotHelp() {
        ResolvedSetting roles = resolved.get("ROLES");
        if (roles == null || !(roles.declaration().type() instanceof ListType list) || !(roles.value().orElse(null) instanceof List<?> chosen)) {
            return;
        }
        List<String> missing = list.choices().map(ChoiceType::values).orElse(List.of()).stream().filter(role -> !chosen.contains(role)).toList();
        List<String> embedded = Stream.of("DATABASE_URL", "REDIS_URL").filter(name -> resolved.get(name) != null
                && resolved.get(name).value().isEmpty()).toList();
        if (!missing.isEmpty() && !embedded.isEmpty()) {
            warnings.add("ROLES (" + roles.source() + ") leaves out " + String.join(", ", missing) + ", which no other instance can do: "
                    + String.join(" and ", embedded) + " must be set for several instances, embedded servers belong to one");
        }
    }

    private void warnIfTheModelGetsNoPictures() {
        ResolvedSetting vision = resolved.get("NEMOTRON_VISION");
        ResolvedSetting url = resolved.get("NEMOTRON_URL");
        ResolvedSetting api = resolved.get("NEMOTRON_API");
        if (vision == null || !vision.value().equals(Optional.of(true))) {
            return;
        }
        if (url != null && url.value().isEmpty()) {
            warnings.add("NEMOTRON_VISION (" + vision.source() + ") has no effect, because NEMOTRON_URL is not set: set it to a model that sees, or turn"
                    + " NEMOTRON_VISION off");
        } else if (api != null && api.value().equals(Optional.of("completion"))) {
            warnings.add("NEMOTRON_VISION (" + vision.source() + ") has no effect, because NEMOTRON_API=completion takes no pictures: set it to chat, or turn"
                    + " NEMOTRON_VISION off");
        } else {
            warnIfPicturesHaveNoRoom(vision);
        }
    }

    /** Four pictures of about 1,000 tokens, a question and an answer. */
    private void warnIfPicturesHaveNoRoom(ResolvedSetting vision) {
        ResolvedSetting context = resolved.get("NEMOTRON_CONTEXT_WINDOW");
        if (context != null && context.value().orElse(null) instanceof Number tokens && tokens.intValue() < ROOM_FOR_PICTURES) {
            warnings.add("NEMOTRON_VISION (" + vision.source() + ") sends fewer than 4 pictures, because NEMOTRON_CONTEXT_WINDOW=" + tokens
                    + " has no room for more: raise it to " + ROOM_FOR_PICTURES + " together with the context of the server");
        }
    }

    private static Object parse(SettingDeclaration declaration, String text) {
        if (!LogText.oneLine(text).equals(text)) {
            throw new IllegalArgumentException("must not contain control characters");
        }
        // Camel would take it for a placeholder
        if (text.contains("{{") || text.contains("}}")) {
            throw new IllegalArgumentException("must not contain {{ or }}");
        }
        return declaration.type().parse(text);
    }

    private ResolvedText find(SettingDeclaration declaration) {
        return given(declaration, environment, ENVIRONMENT).or(() -> given(declaration, file.values(), file.name()))
                .orElseGet(() -> byDefault(declaration));
    }

    private Optional<ResolvedText> given(SettingDeclaration declaration, Map<String, String> values, String source) {
        List<String> names = declaration.names().stream().filter(name -> !values.getOrDefault(name, "").isBlank()).toList();
        names.stream().skip(1).forEach(name -> warnings.add(name + " (" + source + ") has no effect, because " + names.get(0) + " is set too"));
        return names.stream().findFirst().map(name -> new ResolvedText(values.get(name).strip(),
                name.equals(declaration.name()) ? source : source + ", as " + name, true));
    }

    private ResolvedText byDefault(SettingDeclaration declaration) {
        String text = declaration.metadata().withoutDefault()
                .filter(other -> find(catalog.find(other.setting()).orElseThrow()).text().isEmpty())
                .map(SettingMetadata.WithoutDefault::value).orElse(declaration.defaultValue());
        return new ResolvedText(text, "default", false);
    }

    /** @param text empty when there is no value */
    private record ResolvedText(String text, String source, boolean explicit) {
    }
}
