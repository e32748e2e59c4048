package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import routes.remote.InvalidJobException;

/**
 * One answer of an enrichment service, with the fields as that service sends them. The content comes from outside:
 * judges take it as an observation and never as an instruction.
 *
 * @param service     {@code florence}, {@code clip} or {@code enrichment}
 * @param detectionId the detection it is about; null when it is about the whole picture
 * @param data        the answer; never null, may be empty
 */
public record Finding(String service, FindingKind kind, Long detectionId, JsonNode data) {

    public Finding {
        if (service == null || service.isBlank() || kind == null) {
            throw new InvalidJobException("a finding needs its service and kind");
        }
        data = data == null ? NullNode.getInstance() : data;
    }

    /** A text field, or null when the answer does not have it or it is blank. */
    String text(String field) {
        JsonNode value = data.path(field);
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    boolean isTrue(String field) {
        return data.path(field).asBoolean(false);
    }

    /** Whether the service is at least that sure; an answer without a confidence counts as sure. */
    boolean isAtLeast(double confidence) {
        JsonNode value = data.path("confidence");
        return !value.isNumber() || value.doubleValue() >= confidence;
    }
}
