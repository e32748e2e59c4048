package routes.embedded.detector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the best of the candidates that overlap by more than {@link #MAX_OVERLAP} within one family of classes. Classes that are not
 * reported take part: a horse that also looks a little like a dog is no dog.
 */
final class NonMaximumSuppression {

    /** Intersection over union, as in NanoDet's own post-processing. */
    static final double MAX_OVERLAP = 0.5;
    /** Bounds the quadratic work on a picture full of noise; NanoDet looks at as many. */
    private static final int MAX_CANDIDATES = 1000;

    private NonMaximumSuppression() {
    }

    /** The survivors, best score first. */
    static List<Candidate> best(List<Candidate> candidates) {
        List<Candidate> byScore = candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .limit(MAX_CANDIDATES)
                .toList();
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : byScore) {
            if (kept.stream().noneMatch(better -> sameObject(better, candidate))) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private static boolean sameObject(Candidate a, Candidate b) {
        return a.type().family() == b.type().family() && a.overlap(b) > MAX_OVERLAP;
    }
}
