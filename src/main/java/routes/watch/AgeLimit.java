package routes.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Holds back files that came long ago. A file came when its newer of modification and inode change time was: moving an old file into a camera's
 * folder makes it new. A modification time that is still to come, by a camera's wrong clock, says nothing: the file would be new for ever,
 * and again when its row is removed. Counts what it holds back. Not thread-safe.
 */
final class AgeLimit implements Predicate<FoundFile> {

    private final Instant now;
    private final Instant oldest;
    private long heldBack;

    AgeLimit(Clock clock, Duration maxAge) {
        this.now = clock.instant();
        this.oldest = now.minus(maxAge);
    }

    @Override
    public boolean test(FoundFile found) {
        Instant modified = found.lastModified().toInstant();
        boolean young = modified.isAfter(oldest) && !modified.isAfter(now) || changed(found).isAfter(oldest);
        if (!young) {
            heldBack++;
        }
        return young;
    }

    /** The inode change time is asked for only where the modification time does not decide: it costs one more system call. */
    private static Instant changed(FoundFile found) {
        try {
            return ((FileTime) Files.getAttribute(found.file().path(), "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        } catch (IOException | UnsupportedOperationException e) {
            return Instant.MIN; // gone, or a file system without it: the modification time alone decides
        }
    }

    long heldBack() {
        return heldBack;
    }
}
