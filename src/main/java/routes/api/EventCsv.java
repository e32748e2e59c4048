package routes.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Events as lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front: what a camera saw or
 * a person noted never runs on somebody's desk (OWASP, CSV injection).
 */
final class EventCsv {

    private static final List<String> COLUMNS = List.of("id", "batch_id", "camera_id", "started_at", "ended_at", "risk_score", "risk_level",
            "summary", "reasoning", "analysis_status", "is_fast_path", "object_types", "detection_count", "reviewed", "flagged", "notes",
            "snooze_until", "version", "created_at", "deleted_at");
    private static final Pattern FORMULA = Pattern.compile("^[\\s\\p{Z}\\p{C}]*[=+\\-@|\uFF1D\uFF0B\uFF0D\uFF20].*|^[\\t\\r\\n].*", Pattern.DOTALL);
    private static final Pattern TO_QUOTE = Pattern.compile("[\",;\\r\\n]");

    static final String HEADING = String.join(",", COLUMNS) + "\r\n";

    private EventCsv() {
    }

    /** @param event as in the contract */
    static String line(JsonNode event) {
        StringJoiner line = new StringJoiner(",", "", "\r\n");
        for (String column : COLUMNS) {
            line.add(cell(event.path(column)));
        }
        return line.toString();
    }

    private static String cell(JsonNode value) {
        if (value.isArray()) {
            StringJoiner words = new StringJoiner(" ");
            value.forEach(word -> words.add(word.asText()));
            return text(words.toString());
        }
        return value.isTextual() ? text(value.textValue()) : value.isNull() ? "" : value.asText();
    }

    private static String text(String text) {
        String harmless = FORMULA.matcher(text).matches() ? "'" + text : text;
        return TO_QUOTE.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
