package routes.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All declared settings, in the order of {@code application.properties}. Immutable. */
final class SettingsCatalog {

    private static final String RESOURCE = "/application.properties";

    private final List<SettingDeclaration> declarations;
    private final Map<String, SettingDeclaration> byName = new LinkedHashMap<>();
    private final Map<String, String> camelProperties;

    SettingsCatalog(List<SettingDeclaration> declarations, Map<String, String> camelProperties) {
        this.declarations = List.copyOf(declarations);
        this.camelProperties = Collections.unmodifiableMap(new LinkedHashMap<>(camelProperties));
        for (SettingDeclaration declaration : declarations) {
            for (String name : declaration.names()) {
                if (byName.put(name, declaration) != null) {
                    throw new IllegalArgumentException(name + " is declared twice");
                }
            }
        }
        declarations.forEach(declaration -> declaration.metadata().withoutDefault().map(SettingMetadata.WithoutDefault::setting)
                .filter(other -> !byName.containsKey(other)).ifPresent(other -> {
                    throw new IllegalArgumentException(declaration.name() + " depends on the undeclared " + other);
                }));
    }

    /**
     * Reads the declarations that ship with the product.
     *
     * @throws IllegalArgumentException when one of them is malformed
     */
    static SettingsCatalog load() {
        try (InputStream in = SettingsCatalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return DeclarationParser.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SettingDeclaration> declarations() {
        return declarations;
    }

    /** @param name name or alias */
    Optional<SettingDeclaration> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names and aliases. */
    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** Keys of camel-main, placeholders in their values unresolved. */
    Map<String, String> camelProperties() {
        return camelProperties;
    }
}
