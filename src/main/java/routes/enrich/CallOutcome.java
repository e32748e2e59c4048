package routes.enrich;

import java.util.List;
import routes.analyze.Finding;
import routes.remote.ErrorCategory;

/**
 * What became of one question. Immutable.
 *
 * @param findings  what the service said; empty for vectors and failures
 * @param embedding null unless the question was for one
 * @param category  null when it was answered
 * @param message   safe to store; null when it was answered
 */
public record CallOutcome(EnrichmentRequest request, List<Finding> findings, Embedding embedding, ErrorCategory category, String message) {

    static CallOutcome answered(EnrichmentRequest request, Finding finding) {
        return new CallOutcome(request, List.of(finding), null, null, null);
    }

    static CallOutcome answered(EnrichmentRequest request, Embedding embedding) {
        return new CallOutcome(request, List.of(), embedding, null, null);
    }

    static CallOutcome failed(EnrichmentRequest request, ErrorCategory category, String message) {
        return new CallOutcome(request, List.of(), null, category, message);
    }

    boolean isAnswered() {
        return category == null;
    }
}
