package routes.reload;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes up when something happens in a folder. A hint only: the folder may not exist yet, may be replaced, or lie on a file system that
 * tells nothing (NFS, container mounts), so whoever waits looks by himself from time to time.
 */
final class FolderEvents implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderEvents.class);

    private final Path folder;
    private final WatchService events;
    private WatchKey watched;

    FolderEvents(Path folder) throws IOException {
        this.folder = folder;
        this.events = folder.getFileSystem().newWatchService();
    }

    /** Returns at an event, and at the latest after that time. @throws java.nio.file.ClosedWatchServiceException once closed */
    void await(long millis) throws InterruptedException {
        watch();
        WatchKey key = events.poll(millis, TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    /** Each time anew: for the folder that is watched already it costs nothing, another one of that name is seen. */
    private void watch() {
        try {
            WatchKey key = folder.register(events, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            if (watched != null && !watched.equals(key)) {
                watched.cancel();
            }
            watched = key;
        } catch (IOException e) {
            LOG.trace("{} cannot be watched now, it is looked at from time to time", folder, e);
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
