package routes.reload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ROUTES_DIR}: YAML routes of the integrator beside those of the product ({@code camel/*.yaml}). They are loaded before the first
 * route starts, and again when a file changes; a file that cannot take effect is refused as a whole, once, with its reason, and changes
 * nothing. docs/changing-the-flow.md has the rules. Not Camel's own {@code routes-reload}: there a broken file spoils the reloads of all
 * others, half-written files are read, and the routes of a deleted file stay.
 */
public final class RouteFolder {

    /** How long a file has to stay as it is before it is read. */
    private static final long SETTLE_MILLIS = 200;
    /** How late a change is found where the file system tells nothing. */
    private static final long LOOK_MILLIS = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(RouteFolder.class);

    private final Path folder;

    /** @param folder need not exist; it is looked for from time to time */
    public RouteFolder(Path folder) {
        this.folder = folder;
    }

    /** Begins with the start of the context and ends with its stop. To be called before it starts. */
    public void install(CamelContext context) {
        RouteFiles files = new RouteFiles(context);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            private FolderEvents events;

            @Override
            public void onContextStarted(CamelContext started) {
                HealthCheckRegistry.get(started).register(new RouteFolderHealth(files::faults));
                FolderScan scan = new FolderScan(folder);
                try {
                    files.changed(present(scan), scan.present());
                    files.contextHasStarted();
                    events = new FolderEvents(folder);
                    Thread watcher = new Thread(() -> watch(scan, events, files), "route-folder");
                    watcher.setDaemon(true);
                    watcher.start();
                } catch (IOException e) {
                    LOG.error("ROUTES_DIR {} is not watched, changes take effect at the next start: {}", folder, e.toString());
                }
            }

            @Override
            public void onContextStopping(CamelContext stopping) {
                close(events);
            }
        });
    }

    /** What of the folder could not take effect in this context, place and reason each; changes nothing. For {@code --check}. */
    public List<String> faults(CamelContext context) {
        Owners owners = new Owners();
        RouteFileCheck check = new RouteFileCheck(context, owners, new Incumbents(context, owners));
        List<String> faults = new ArrayList<>();
        try {
            for (Path path : present(new FolderScan(folder))) {
                try {
                    owners.set(path, check.routes(RouteFile.read(path)));
                } catch (RouteFileException e) {
                    faults.add(e.fault());
                }
            }
        } catch (IOException e) {
            faults.add("ROUTES_DIR: " + folder + " cannot be read: " + e);
        }
        return faults;
    }

    /** All files, without waiting for them to settle. */
    private static Set<Path> present(FolderScan scan) throws IOException {
        scan.look();
        return scan.look();
    }

    private void watch(FolderScan scan, FolderEvents events, RouteFiles files) {
        boolean readable = true;
        try {
            while (true) {
                if (scan.isSettled()) {
                    events.await(LOOK_MILLIS);
                } else {
                    Thread.sleep(SETTLE_MILLIS);
                }
                readable = look(scan, files, readable);
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("{} is no longer watched", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the folder could be read; said once when not */
    private boolean look(FolderScan scan, RouteFiles files, boolean readable) {
        try {
            Set<Path> changed = scan.look();
            if (!changed.isEmpty()) {
                files.changed(changed, scan.present());
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (readable) {
                LOG.error("ROUTES_DIR {} cannot be looked through, its routes keep running and it is tried again: {}", folder, e.toString());
            }
            return false;
        }
    }

    private static void close(FolderEvents events) {
        try {
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            LOG.warn("the watcher of ROUTES_DIR does not close in order: {}", e.getMessage());
        }
    }
}
