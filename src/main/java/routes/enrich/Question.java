package routes.enrich;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import routes.analyze.FindingKind;

/**
 * One call that a service offers (section 1.2 of the wire contract).
 *
 * @param path of the call, below the base URL of the service
 */
record Question(String service, String path) {

    static final String FLORENCE = "florence";
    static final String CLIP = "clip";
    static final String ENRICHMENT = "enrichment";

    private static final Map<FindingKind, Question> ALL = Map.of(
            FindingKind.CAPTION, new Question(FLORENCE, "/extract"),
            FindingKind.OCR, new Question(FLORENCE, "/ocr"),
            FindingKind.EMBEDDING, new Question(CLIP, "/embed"),
            FindingKind.VEHICLE, new Question(ENRICHMENT, "/vehicle-classify"),
            FindingKind.PET, new Question(ENRICHMENT, "/pet-classify"),
            FindingKind.CLOTHING, new Question(ENRICHMENT, "/clothing-classify"),
            FindingKind.POSE, new Question(ENRICHMENT, "/pose-analyze"),
            FindingKind.DEPTH, new Question(ENRICHMENT, "/depth-estimate"));

    /** Empty when none of these services can be asked. */
    static Optional<Question> about(FindingKind kind, Set<String> services) {
        return Optional.ofNullable(ALL.get(kind)).filter(question -> services.contains(question.service()));
    }
}
