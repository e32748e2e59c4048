package routes.enrich;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Chooses the key frames of a batch: the best picture of each subject, so that the car is not forgotten for the person, then the best
 * of the rest. Best is the confidence of the detection, up to halved where it is blurred. Stateless.
 */
final class KeyFrames {

    private final int max;

    /** @param max {@code ENRICHMENT_MAX_IMAGES} */
    KeyFrames(int max) {
        this.max = max;
    }

    /** The candidates worth decoding, at most twice as many as will be chosen. */
    List<CandidateFrame> worthDecoding(List<CandidateFrame> candidates) {
        return coverThenFill(candidates, 2 * max, CandidateFrame::shows);
    }

    /** At most {@code max} candidates, chosen without looking at the pictures. */
    List<CandidateFrame> best(List<CandidateFrame> candidates) {
        return coverThenFill(candidates, max, CandidateFrame::shows);
    }

    /** At most {@code max} of these, the best first. */
    List<PreparedFrame> choose(List<PreparedFrame> frames) {
        double sharpest = frames.stream().mapToDouble(PreparedFrame::sharpness).max().orElse(0);
        List<PreparedFrame> ranked = frames.stream()
                .sorted(Comparator.comparingDouble((PreparedFrame frame) -> -worth(frame, sharpest))).toList();
        return coverThenFill(ranked, max, (frame, subject) -> frame.frame().shows(subject));
    }

    private static double worth(PreparedFrame frame, double sharpest) {
        return frame.frame().best().confidence() * (0.5 + 0.5 * (sharpest > 0 ? frame.sharpness() / sharpest : 1));
    }

    private static <T> List<T> coverThenFill(List<T> ranked, int limit, BiPredicate<T, EnrichmentSubject> shows) {
        List<T> chosen = new ArrayList<>();
        for (EnrichmentSubject subject : EnrichmentSubject.values()) {
            Predicate<T> showsIt = frame -> shows.test(frame, subject);
            if (subject != EnrichmentSubject.OTHER && chosen.stream().noneMatch(showsIt)) {
                ranked.stream().filter(showsIt).findFirst().ifPresent(chosen::add);
            }
        }
        ranked.stream().filter(frame -> !chosen.contains(frame)).limit(limit).forEach(chosen::add);
        return List.copyOf(chosen.subList(0, Math.min(limit, chosen.size())));
    }
}
