package routes.enrich;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import routes.analyze.Scene;
import routes.detect.Detection;

/**
 * A picture of a batch that may become a key frame.
 *
 * @param detections those with a subject first, then by confidence; never empty
 */
record CandidateFrame(String filePath, List<Detection> detections) {

    private static final Comparator<Detection> BEST_FIRST = Comparator
            .comparing((Detection d) -> EnrichmentSubject.of(d.objectType()) == EnrichmentSubject.OTHER)
            .thenComparing(Detection::confidence, Comparator.reverseOrder())
            .thenComparing(Detection::id);

    /** The pictures of a scene, the most confident detection first. */
    static List<CandidateFrame> of(Scene scene) {
        return scene.detections().stream().filter(d -> d.filePath() != null)
                .collect(Collectors.groupingBy(Detection::filePath)).entrySet().stream()
                .map(e -> new CandidateFrame(e.getKey(), e.getValue().stream().sorted(BEST_FIRST).toList()))
                .sorted(Comparator.comparing(CandidateFrame::best, BEST_FIRST))
                .toList();
    }

    Detection best() {
        return detections.get(0);
    }

    boolean shows(EnrichmentSubject subject) {
        return detections.stream().anyMatch(d -> EnrichmentSubject.of(d.objectType()) == subject);
    }
}
