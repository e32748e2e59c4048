package routes.reload;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which file of {@code ROUTES_DIR} each route in force comes from; a route without an owner is the product's. Used by one thread. */
final class Owners {

    private final Map<Path, Set<String>> routes = new HashMap<>();

    Optional<Path> of(String route) {
        return routes.entrySet().stream().filter(entry -> entry.getValue().contains(route)).map(Map.Entry::getKey).findFirst();
    }

    /** Empty for a file that is not in force. */
    Set<String> routesOf(Path file) {
        return routes.getOrDefault(file, Set.of());
    }

    void set(Path file, Set<String> ids) {
        routes.put(file, Set.copyOf(ids));
    }

    void remove(Path file) {
        routes.remove(file);
    }
}
