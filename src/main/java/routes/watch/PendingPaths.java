package routes.watch;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Paths that wait for a route, each once however many events it had, in the order of their first event. Bounded: what does not fit is noted as lost
 * instead of stopping the reader of the operating system's events. Thread-safe.
 */
final class PendingPaths {

    /** Taken in place of a path when something was lost since the last time. */
    static final Path LOST = Path.of("");

    private final Set<Path> paths = new LinkedHashSet<>();
    private final int capacity;
    private boolean lost;

    PendingPaths(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Path path) {
        if (paths.size() < capacity) {
            paths.add(path);
        } else {
            lost |= !paths.contains(path);
        }
        notify();
    }

    synchronized void lost() {
        lost = true;
        notify();
    }

    /** @return the next path, {@link #LOST}, or null when nothing came in that time */
    synchronized Path take(long timeout, TimeUnit unit) throws InterruptedException {
        if (paths.isEmpty() && !lost) {
            unit.timedWait(this, timeout);
        }
        if (lost) {
            lost = false;
            return LOST;
        }
        Iterator<Path> eldest = paths.iterator();
        if (!eldest.hasNext()) {
            return null;
        }
        Path path = eldest.next();
        eldest.remove();
        return path;
    }
}
