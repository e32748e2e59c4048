package routes.watch;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;

/**
 * Finds new and changed files by looking at all of them, for file systems without events (NFS, SMB, some container mounts). Used by the polling
 * route (10-watch.camel.yaml) instead of native events.
 *
 * <p>The first scan gives what a {@link Sweep} gives; each later one what is new or has another size or modification time than in the scan before. A
 * scan that was not asked to its end does not count. Keeps 8 bytes per file. Not thread-safe: one scan at a time.
 */
public final class PollingScan {

    private static final int REPORTED_ODDITIES = 1_000;

    private final CameraFiles files;
    private final HandledFiles handled;
    private final QueuedFiles queued;
    private final Clock clock;
    private final Duration maxAge;
    private final FirstTimes reported = new FirstTimes(REPORTED_ODDITIES);
    private Fingerprints previous;

    /** @param maxAgeHours as for {@link Sweep} */
    public PollingScan(CameraFiles files, HandledFiles handled, QueuedFiles queued, Clock clock, double maxAgeHours) {
        this.files = files;
        this.handled = handled;
        this.queued = queued;
        this.clock = clock;
        this.maxAge = Duration.ofMillis((long) (maxAgeHours * Duration.ofHours(1).toMillis()));
    }

    /** @return closeable; throws {@link IllegalStateException} when the database is needed and does not answer */
    public Iterator<CameraFile> files() {
        Fingerprints before = previous;
        Fingerprints seen = new Fingerprints();
        Fingerprints waiting = new Fingerprints();
        if (before == null) {
            queued.forEach(waiting::add);
        }
        Predicate<FoundFile> young = new AgeLimit(clock, maxAge);
        Predicate<FoundFile> changed = found -> {
            String state = found.file().path() + "\0" + found.bytes() + "\0" + found.lastModified();
            seen.add(state);
            return before == null || !before.contains(state);
        };
        return new UnhandledFiles(new FileWalk(files, reported), young.and(changed), waiting, handled, () -> previous = seen);
    }
}
