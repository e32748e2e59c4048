package routes.enrich;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import routes.analyze.Finding;

/**
 * How the enrichment of a batch went; as JSON it is the column {@code events.enrichment_status}. Kept in the variable {@code enrichment}
 * of route {@code enrich}. Immutable.
 *
 * @param status           {@code full}, {@code partial}, {@code failed} or {@code skipped} (nothing to ask, or nobody to ask)
 * @param successfulModels that answered at least once, sorted
 * @param failedModels     that were asked and never answered, sorted
 * @param errors           one per model and category
 * @param successRate      answered of all questions, 0..1; 1 when skipped
 * @param findings         what the services said, for the judge; not in the JSON
 * @param enrichmentData   for each detection what was found about it, the column {@code detections.enrichment_data}; not in the JSON
 */
public record Enrichment(String status, List<String> successfulModels, List<String> failedModels, List<Failure> errors, double successRate,
                         @JsonIgnore List<Finding> findings, @JsonIgnore Map<Long, JsonNode> enrichmentData) {

    /**
     * @param model    what was asked for, for example {@code pose}; {@code picture} when a picture could not be used
     * @param category one of the eight error categories
     */
    public record Failure(String model, String category, String message) {
    }

    static final String FULL = "full";
    static final String PARTIAL = "partial";
    static final String FAILED = "failed";
    static final String SKIPPED = "skipped";

    public Enrichment {
        successfulModels = List.copyOf(successfulModels);
        failedModels = List.copyOf(failedModels);
        errors = List.copyOf(errors);
        findings = List.copyOf(findings);
        enrichmentData = Map.copyOf(enrichmentData);
    }
}
