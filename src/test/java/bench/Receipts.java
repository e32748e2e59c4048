package bench;

/** Counts of arrivals by delay, to a tenth of a millisecond. */
final class Receipts {

    private static final int STEP_MICROS = 100;
    private final long[] counts = new long[600_000];
    private long total;
    private long maxMicros;
    long outOfOrder;
    long pongs;

    void add(long micros) {
        counts[(int) Math.max(0, Math.min(counts.length - 1, micros / STEP_MICROS))]++;
        maxMicros = Math.max(maxMicros, micros);
        total++;
    }

    long total() {
        return total;
    }

    /** @return ms */
    double percentile(double percent) {
        long rank = (long) Math.ceil(total * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return i * STEP_MICROS / 1000.0;
            }
        }
        return Double.NaN;
    }

    double maxMillis() {
        return maxMicros / 1000.0;
    }
}
