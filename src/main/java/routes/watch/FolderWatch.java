package routes.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import io.methvin.watcher.DirectoryWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one folder tree watched until it is closed: a watcher that cannot start, or whose folder was removed, replaced or mounted over, is
 * started again. Used by {@link CameraWatchConsumer}.
 */
final class FolderWatch implements Runnable, Closeable {

    static final int CHECK_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final Path folder;
    private final PendingPaths pending;
    private final Executor threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile DirectoryWatcher watcher;

    /** @param threads has to have a thread for this and one for the watcher */
    FolderWatch(Path folder, PendingPaths pending, Executor threads) {
        this.folder = folder;
        this.pending = pending;
        this.threads = threads;
    }

    @Override
    public void run() {
        try {
            do {
                watch();
            } while (!closed.await(CHECK_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the watcher has ended, for whatever reason. */
    private void watch() throws InterruptedException {
        try {
            Object identity = identity();
            // "." in the folder, because a walk that begins at a link does not enter it
            watcher = DirectoryWatcher.builder().path(folder.resolve(".")).fileHashing(false)
                    .listener(new CameraWatchListener(pending, folder)).build();
            CompletableFuture<Void> watching = watcher.watchAsync(threads);
            if (!watching.isCompletedExceptionally()) {
                pending.lost();
            }
            boolean ended;
            do {
                ended = hasEnded(watching);
            } while (!ended && identity.equals(identity()));
            if (isOpen()) {
                LOG.warn("The watched folder {} was removed, replaced or mounted over: watching it again in {} s", Printable.of(folder), CHECK_SECONDS);
            }
        } catch (IOException | ExecutionException e) {
            if (isOpen()) {
                LOG.error("File events of {} are not available, tried again in {} s; until then only sweeps find files. If the limit of inotify watches is "
                        + "reached, raise fs.inotify.max_user_watches: {}", Printable.of(folder), CHECK_SECONDS, Printable.of(e));
            }
        } finally {
            closeWatcher();
        }
    }

    private Object identity() throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return key == null ? folder : key;
    }

    private static boolean hasEnded(CompletableFuture<Void> watching) throws InterruptedException, ExecutionException {
        try {
            watching.get(CHECK_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        closed.countDown();
        closeWatcher();
    }

    private void closeWatcher() {
        try {
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            LOG.debug("closing a watcher of {} failed, the next one is independent of it", Printable.of(folder), e);
        }
    }
}
