package routes.watch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Modification times as they are written down (queue, database), the same for every look at a file. Stateless. */
final class FileTimes {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private FileTimes() {
    }

    /** In whole milliseconds, and in years that PostgreSQL and JSON know: some file systems keep any 64-bit number. */
    static Instant written(Instant modified) {
        return modified.isBefore(FIRST) ? FIRST : modified.isAfter(LAST) ? LAST : modified.truncatedTo(ChronoUnit.MILLIS);
    }
}
