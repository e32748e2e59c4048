package routes.watch;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Paths that wait for a route, each once however many events it had, in the order of their first event. A path that a route is busy with is given
 * away again only after {@link #done}, so that no two threads look at one file. Bounded: what does not fit is noted as lost instead of stopping the
 * reader of the operating system's events. Thread-safe.
 */
final class PendingPaths {

    /** Taken in place of a path when something was lost since the last time. */
    static final Path LOST = Path.of("");

    private final Set<Path> paths = new LinkedHashSet<>();
    private final Set<Path> busy = new HashSet<>();
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
        Path next = next();
        if (next == null) {
            unit.timedWait(this, timeout);
            next = next();
        }
        return next;
    }

    /** To be called for each path that was taken. */
    synchronized void done(Path path) {
        busy.remove(path);
        notify();
    }

    private Path next() {
        if (lost) {
            lost = false;
            return LOST;
        }
        for (Iterator<Path> eldest = paths.iterator(); eldest.hasNext(); ) {
            Path path = eldest.next();
            if (busy.add(path)) {
                eldest.remove();
                return path;
            }
        }
        return null;
    }
}
