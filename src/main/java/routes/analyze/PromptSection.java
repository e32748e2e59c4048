package routes.analyze;

import java.util.Locale;

/** The parts of the question, in the order in which the model reads them, each a file below {@code prompts/}. */
enum PromptSection {
    RUBRIC(5),
    NOT_A_RISK(2),
    CONTEXT(0),
    DETECTIONS(3),
    ENRICHMENT(4),
    RECENT_ACTIVITY(1),
    OUTPUT(0);

    private final int dropOrder;

    /** @param dropOrder 1 is dropped first when the prompt is too long; 0 is never dropped */
    PromptSection(int dropOrder) {
        this.dropOrder = dropOrder;
    }

    int dropOrder() {
        return dropOrder;
    }

    boolean isDroppable() {
        return dropOrder > 0;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String fileName() {
        return wireName() + ".txt";
    }
}
