package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One finding as one line of the prompt; every text of the service is quoted, see {@link OutsideText#quote}. */
final class FindingText {

    private static final int SHORT = 60;
    private static final int LONG = 300;

    private FindingText() {
    }

    /** Empty for findings that say nothing to a reader, for example a vector. */
    static Optional<String> line(Finding finding) {
        List<String> parts = switch (finding.kind()) {
            case CAPTION -> texts(finding, LONG, "result");
            case OCR -> texts(finding, LONG, "text");
            case VEHICLE -> with(texts(finding, SHORT, "display_name", "vehicle_type"), finding, "is_commercial");
            case PET -> with(texts(finding, SHORT, "pet_type", "breed"), finding, "is_household_pet");
            case CLOTHING -> with(texts(finding, SHORT, "description", "clothing_type", "color", "style"), finding,
                    "is_suspicious", "is_service_uniform");
            case POSE -> pose(finding);
            case DEPTH -> numbers(finding, "min_depth", "mean_depth", "max_depth");
            case REIDENTIFICATION -> reidentification(finding);
            case EMBEDDING, OTHER -> List.of();
        };
        return parts.isEmpty() ? Optional.empty()
                : Optional.of("- " + about(finding) + finding.kind().wireName() + ": " + String.join(", ", parts));
    }

    private static String about(Finding finding) {
        return finding.detectionId() == null ? "whole picture, " : "detection " + finding.detectionId() + ", ";
    }

    private static List<String> pose(Finding finding) {
        List<String> parts = texts(finding, SHORT, "posture");
        JsonNode alerts = finding.data().path("alerts");
        for (int i = 0; i < Math.min(10, alerts.size()); i++) {
            parts.add("alert " + OutsideText.quote(alerts.path(i).asText(), SHORT));
        }
        return parts;
    }

    private static List<String> reidentification(Finding finding) {
        List<String> parts = texts(finding, SHORT, "object_type", "camera_id");
        parts.addAll(numbers(finding, "similarity", "minutes_ago"));
        return parts;
    }

    private static List<String> with(List<String> parts, Finding finding, String... flags) {
        for (String flag : flags) {
            if (finding.data().path(flag).isBoolean()) {
                parts.add(flag + " " + (finding.isTrue(flag) ? "yes" : "no"));
            }
        }
        parts.addAll(numbers(finding, "confidence"));
        return parts;
    }

    private static List<String> texts(Finding finding, int max, String... fields) {
        var parts = new ArrayList<String>();
        for (String field : fields) {
            if (finding.text(field) != null) {
                parts.add(field + " " + OutsideText.quote(finding.text(field), max));
            }
        }
        return parts;
    }

    private static List<String> numbers(Finding finding, String... fields) {
        var parts = new ArrayList<String>();
        for (String field : fields) {
            JsonNode value = finding.data().path(field);
            if (value.isNumber() && Double.isFinite(value.doubleValue())) {
                parts.add(String.format(Locale.ROOT, "%s %.2f", field, value.doubleValue()));
            }
        }
        return parts;
    }
}
