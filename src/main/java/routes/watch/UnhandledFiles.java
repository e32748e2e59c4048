package routes.watch;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * The files of one walk that are neither done nor queued, lazily: asks the database about 1,000 files at a time and keeps no more in memory.
 * Closes the walk at its end. A database that does not answer ends it with an {@link IllegalStateException}. Not thread-safe.
 */
final class UnhandledFiles implements Iterator<CameraFile>, Closeable {

    private static final int CHUNK = 1_000;

    private final FileWalk walk;
    private final Predicate<FoundFile> wanted;
    private final Fingerprints queued;
    private final HandledFiles handled;
    private final Runnable atEnd;
    private final Deque<CameraFile> ready = new ArrayDeque<>();
    private boolean ended;
    private boolean told;
    private long wantedCount;
    private long queuedCount;
    private long unhandledCount;

    /** @param atEnd called once when all files were given away, not when the walk was given up before */
    UnhandledFiles(FileWalk walk, Predicate<FoundFile> wanted, Fingerprints queued, HandledFiles handled, Runnable atEnd) {
        this.walk = walk;
        this.wanted = wanted;
        this.queued = queued;
        this.handled = handled;
        this.atEnd = atEnd;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            List<FoundFile> chunk = chunk();
            if (!chunk.isEmpty()) {
                keepUnhandled(chunk);
            }
            if (chunk.size() < CHUNK) {
                ended = true;
                close();
            }
        }
        if (ready.isEmpty() && !told) {
            told = true;
            atEnd.run();
        }
        return !ready.isEmpty();
    }

    @Override
    public CameraFile next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more files");
        }
        return ready.poll();
    }

    private List<FoundFile> chunk() {
        List<FoundFile> chunk = new ArrayList<>();
        FoundFile found;
        while (chunk.size() < CHUNK && (found = walk.next()) != null) {
            if (!wanted.test(found)) {
                continue;
            }
            wantedCount++;
            if (queued.contains(found.file().path().toString())) {
                queuedCount++;
            } else {
                chunk.add(found);
            }
        }
        return chunk;
    }

    private void keepUnhandled(List<FoundFile> chunk) {
        BitSet done;
        try {
            done = handled.among(chunk);
        } catch (SQLException e) {
            close();
            throw new IllegalStateException("the database does not tell which files are done; the next sweep asks again", e);
        }
        for (int i = done.nextClearBit(0); i < chunk.size(); i = done.nextClearBit(i + 1)) {
            ready.add(chunk.get(i).file());
            unhandledCount++;
        }
    }

    long wantedCount() {
        return wantedCount;
    }

    long queuedCount() {
        return queuedCount;
    }

    long unhandledCount() {
        return unhandledCount;
    }

    @Override
    public void close() {
        walk.close();
    }
}
