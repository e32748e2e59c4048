package routes.watch;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds the files that no event told about: written while the product was down, lost in an overflow of the watcher, or left over by a crash between
 * two steps. Used by the sweep route (10-watch.camel.yaml), which runs one at a time; a second one at the same time would do no harm but cost.
 *
 * <p>Cost: no file content is read; about 10 microseconds per file for the walk and a query per 1,000 files.
 */
public final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int REPORTED_ODDITIES = 1_000;

    private final CameraFiles files;
    private final HandledFiles handled;
    private final QueuedFiles queued;
    private final Clock clock;
    private final Duration maxAge;
    private final FirstTimes reported = new FirstTimes(REPORTED_ODDITIES);
    private final AtomicLong oldFiles = new AtomicLong(-1);

    /** @param maxAgeHours files whose newer of modification and change time is longer ago are left alone, above 0 */
    public Sweep(CameraFiles files, HandledFiles handled, QueuedFiles queued, Clock clock, double maxAgeHours) {
        this.files = files;
        this.handled = handled;
        this.queued = queued;
        this.clock = clock;
        this.maxAge = Duration.ofMillis((long) (maxAgeHours * Duration.ofHours(1).toMillis()));
    }

    /**
     * The files that are neither done nor queued, found while they are asked for. What was queued is asked before the walk and what is done
     * after it met the file: a job that ends meanwhile is known by one of both.
     *
     * @return closeable; throws {@link IllegalStateException} when the database does not answer
     */
    public Iterator<CameraFile> files() {
        Fingerprints waiting = new Fingerprints();
        queued.forEach(waiting::add);
        AgeLimit ageLimit = new AgeLimit(clock, maxAge);
        long started = clock.millis();
        UnhandledFiles[] result = new UnhandledFiles[1];
        result[0] = new UnhandledFiles(new FileWalk(files, reported), ageLimit, waiting, handled,
                () -> report(result[0], ageLimit.heldBack(), clock.millis() - started));
        return result[0];
    }

    private void report(UnhandledFiles swept, long old, long millis) {
        boolean news = swept.unhandledCount() > 0 || oldFiles.getAndSet(old) < 0 && old > 0;
        LOG.atLevel(news ? Level.INFO : Level.DEBUG).log(
                "Sweep of {} took {} ms: {} of {} images were not done and are taken up now, {} wait in the queue; {} more are older than {} h and left alone",
                Printable.of(files.root()), millis, swept.unhandledCount(), swept.wantedCount(), swept.queuedCount(), old, maxAge.toHours());
    }
}
