package routes.enrich;

import java.util.List;
import java.util.Set;
import routes.analyze.FindingKind;

/** What a detection is about, and what the services are asked about it. */
enum EnrichmentSubject {
    PERSON(Set.of("person"), List.of(FindingKind.POSE, FindingKind.CLOTHING, FindingKind.EMBEDDING)),
    VEHICLE(Set.of("car", "truck", "bus", "motorcycle", "bicycle"), List.of(FindingKind.VEHICLE, FindingKind.OCR, FindingKind.EMBEDDING)),
    PET(Set.of("cat", "dog"), List.of(FindingKind.PET)),
    OTHER(Set.of(), List.of());

    private final Set<String> objectTypes;
    private final List<FindingKind> questions;

    EnrichmentSubject(Set<String> objectTypes, List<FindingKind> questions) {
        this.objectTypes = objectTypes;
        this.questions = questions;
    }

    static EnrichmentSubject of(String objectType) {
        for (EnrichmentSubject subject : values()) {
            if (subject.objectTypes.contains(objectType)) {
                return subject;
            }
        }
        return OTHER;
    }

    List<FindingKind> questions() {
        return questions;
    }
}
