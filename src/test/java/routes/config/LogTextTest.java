package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void writes_control_characters_as_escapes() {
        assertThat(LogText.oneLine("a\r\nb\tc\u001b[31m\u0085\u2028\u2029\u202ed\0")).isEqualTo("a\\r\\nb\\tc\\u001B[31m\\u0085\\u2028\\u2029\\u202Ed\\u0000");
    }

    @Test
    void leaves_other_text_alone() {
        String text = "Haust\u00fcr \u5165\u53e3 \ud83d\udc68\u200d\ud83d\udc69 'quoted' \\n";
        assertThat(LogText.oneLine(text)).isSameAs(text);
        assertThat(LogText.oneLine(null)).isNull();
    }
}
