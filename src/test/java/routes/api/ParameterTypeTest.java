package routes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTypeTest {

    private final ParameterType time = new ParameterType(new StringSchema().format("timestamp"));

    @ParameterizedTest
    @CsvSource({"2026-01-09T12:00:00Z, 2026-01-09T12:00:00Z", "2026-01-09T12:00:00.123456, 2026-01-09T12:00:00.123456Z",
            "2026-01-09T13:00+01:00, 2026-01-09T12:00:00Z", "2026-01-09T13:00 01:00, 2026-01-09T12:00:00Z", "2026-01-09, 2026-01-09T00:00:00Z"})
    void reads_times_with_and_without_offset(String text, OffsetDateTime expected) {
        assertThat(((OffsetDateTime) time.parse(text)).toInstant()).isEqualTo(expected.toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-13-01", "2026-02-30", "+999999999-01-01T00:00:00Z", "0000-01-01", "1736424000"})
    void refuses_what_is_no_time(String text) {
        assertThatThrownBy(() -> time.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("must be");
    }

    @Test
    void does_not_repeat_what_the_client_sent() {
        Schema<?> risk = new StringSchema().addEnumItem("low");

        assertThatThrownBy(() -> new ParameterType(risk).parse("<script>")).hasMessage("must be one of low");
    }
}
