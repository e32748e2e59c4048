package bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of single requests. Thread-safe. */
final class Latencies {

    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

    void add(long duration) {
        nanos.add(duration);
    }

    /** @param percent 0 to 100 @return milliseconds; nearest rank */
    double percentile(double percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)) / 1e6;
    }
}
