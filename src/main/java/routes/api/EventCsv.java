package routes.api;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Events as lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front: what a camera saw or
 * a person noted never runs on somebody's desk (OWASP, CSV injection).
 */
final class EventCsv {

    private static final List<String> COLUMNS = List.of("id", "batch_id", "camera_id", "started_at", "ended_at", "risk_score", "risk_level",
            "summary", "reasoning", "analysis_status", "is_fast_path", "object_types", "detection_count", "reviewed", "flagged", "notes",
            "snooze_until", "version", "created_at", "deleted_at");
    private static final Pattern FORMULA = Pattern.compile("^[\\s\\p{Z}\\p{C}]*[=+\\-@|\uFF1D\uFF0B\uFF0D\uFF20]|^[\\t\\r\\n]");
    private static final Pattern TO_QUOTE = Pattern.compile("[\",;\\r\\n]");

    static final String HEADING = String.join(",", COLUMNS) + "\r\n";

    private EventCsv() {
    }

    /**
     * Adds a line.
     *
     * @param event values by column, of {@code sql/api/export-csv.sql}; a missing one is an empty cell
     */
    static void append(StringBuilder text, Map<String, Object> event) {
        for (int i = 0; i < COLUMNS.size(); i++) {
            Object value = event.get(COLUMNS.get(i));
            if (i > 0) {
                text.append(',');
            }
            if (value instanceof String words) {
                appendText(text, words);
            } else if (value != null) {
                text.append(value);
            }
        }
        text.append("\r\n");
    }

    private static void appendText(StringBuilder line, String text) {
        String harmless = FORMULA.matcher(text).lookingAt() ? "'" + text : text;
        if (TO_QUOTE.matcher(harmless).find()) {
            line.append('"').append(harmless.replace("\"", "\"\"")).append('"');
        } else {
            line.append(harmless);
        }
    }
}
