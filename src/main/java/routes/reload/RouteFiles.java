package routes.reload;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every changed file through check and exchange, and remembers which were refused. Used by one thread; {@link #faults} by any. */
final class RouteFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final RouteFileCheck check;
    private final Owners owners = new Owners();
    private final RunningRoutes running;
    private final Map<Path, RouteFileException> refused = new TreeMap<>();
    private volatile List<String> faults = List.of();

    RouteFiles(CamelContext context) {
        Incumbents incumbents = new Incumbents(context, owners);
        check = new RouteFileCheck(context, owners, incumbents);
        running = new RunningRoutes(context, owners, incumbents);
    }

    void contextHasStarted() {
        running.contextHasStarted();
    }

    /** Files that came, changed or went. What was refused before is looked at again: its reason may have gone with another file. */
    void changed(Collection<Path> files, Set<Path> present) {
        files.stream().filter(file -> !present.contains(file)).forEach(this::remove);
        files.stream().filter(present::contains).forEach(this::load);
        List.copyOf(refused.keySet()).stream().filter(file -> !files.contains(file)).forEach(this::load);
        faults = refused.values().stream().map(RouteFileException::fault).toList();
    }

    /** Place and reason for each file that is not in force as it is on disk. */
    List<String> faults() {
        return faults;
    }

    private void load(Path path) {
        try {
            RouteFile file = RouteFile.read(path);
            if (!running.isInForce(file)) {
                Set<String> ids = check.routes(file);
                running.put(file, ids);
                LOG.info("{} is in force: routes {}", path, String.join(", ", ids));
            }
            refused.remove(path);
        } catch (RouteFileException e) {
            RouteFileException known = refused.put(path, e);
            if (known == null || !known.fault().equals(e.fault())) {
                LOG.error("{}. {}; correct it and save, it is read again at once", e.fault(),
                        running.isInForce(path) ? "Its earlier version keeps running" : "No route of it runs");
            }
        }
    }

    private void remove(Path path) {
        Set<String> ids = owners.routesOf(path);
        running.remove(path);
        if (refused.remove(path) != null || !ids.isEmpty()) {
            LOG.info("{} is gone, and with it routes {}", path, String.join(", ", ids));
        }
    }
}
