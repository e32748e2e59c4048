package bench.pipeline;

import java.util.Arrays;
import java.util.Collection;

/** Latencies in milliseconds. */
final class Millis {

    private final double[] sorted;

    Millis(Collection<Double> values) {
        sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
    }

    static Millis of(Collection<Millis> parts) {
        return new Millis(parts.stream().flatMap(part -> Arrays.stream(part.sorted).boxed()).toList());
    }

    int count() {
        return sorted.length;
    }

    /** @param share 0..1; NaN when there are no values */
    double quantile(double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }
}
