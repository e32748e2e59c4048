package routes.watch;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the events of directory-watcher on to {@link PendingPaths}; never blocks, so that the operating system's queue stays short. */
final class CameraWatchListener implements DirectoryChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(CameraWatchListener.class);

    private final PendingPaths pending;
    private final Path folder;

    CameraWatchListener(PendingPaths pending, Path folder) {
        this.pending = pending;
        this.folder = folder;
    }

    @Override
    public void onEvent(DirectoryChangeEvent event) {
        switch (event.eventType()) {
            case CREATE, MODIFY -> {
                if (!event.isDirectory()) {
                    pending.add(event.path().normalize());
                }
            }
            case OVERFLOW -> overflow();
            case DELETE -> LOG.trace("deleted: {}", event.path());
            default -> throw new IllegalArgumentException("unknown event " + event.eventType());
        }
    }

    /** directory-watcher 0.19.1 reports an overflow as a NullPointerException of its own, because the event has no path. */
    @Override
    public void onException(Exception e) {
        if (e instanceof NoSuchFileException) {
            // the watcher has given up the other folders that came together with it
            LOG.debug("a new folder was gone before it could be watched, a sweep looks at its neighbours: {}", Printable.of(e));
            pending.lost();
        } else if (e instanceof NullPointerException) {
            overflow();
        } else {
            LOG.warn("Something below {} cannot be watched, a sweep looks for its files now. If the limit of inotify watches is reached, raise "
                    + "fs.inotify.max_user_watches: {}", Printable.of(folder), Printable.of(e));
            pending.lost();
        }
    }

    private void overflow() {
        LOG.info("More file events below {} than the system keeps: a sweep looks for the files now", Printable.of(folder));
        pending.lost();
    }
}
