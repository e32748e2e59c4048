package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCsvTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uFF1D1", "\u00A0=1", "\u200B=1", "=HYPERLINK(\"http://evil\")"})
    void never_hands_a_formula_to_a_spreadsheet(String text) {
        String cell = notes(text);

        assertThat(cell.startsWith("'") || cell.startsWith("\"'")).as(cell).isTrue();
    }

    @Test
    void quotes_what_would_break_a_line() {
        assertThat(notes("a \"b\", c")).isEqualTo("\"a \"\"b\"\", c\"");
        assertThat(notes("two\nlines")).isEqualTo("\"two\nlines\"");
        assertThat(notes("plain")).isEqualTo("plain");
    }

    private static String notes(String text) {
        StringBuilder written = new StringBuilder();
        EventCsv.append(written, Map.of("notes", text, "id", 7L, "flagged", true, "object_types", "cat dog"));
        String line = written.toString();
        assertThat(line).startsWith("7,,,").contains(",cat dog,").endsWith("\r\n");
        return line.substring(line.indexOf(",true,") + 6, line.lastIndexOf(",,,,"));
    }
}
