package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraIdTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '`', value = {
        "front_door|front_door",
        "Front Door|front_door",
        "  Front   Door  |front_door",
        "front--door - 2|front_door_2",
        "Café Eingang|cafe_eingang",
        "Zufahrt (Süd)|zufahrt_sud",
        "Ålesund Øst|alesund_st",
        "O'Brien \"gate\"|obrien_gate",
        "_porch_|porch",
        "a__b|a_b",
        "ＦＵＬＬ　ｗｉｄｔｈ|full_width",
        "ﬁx ½|fix_12",
        "cam:1;drop table|cam1drop_table",
        "../etc|etc",
        "🏠 house|house",
    })
    void derives_an_id_that_is_safe_everywhere(String folder, String id) {
        assertThat(CameraId.of(folder)).isEqualTo(id);
    }

    @Test
    void treats_newlines_and_tabs_as_spaces() {
        assertThat(CameraId.of("front\ndoor\t\u00A0x")).isEqualTo("front_door_x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"前庭", "🏠", "", " ", "___", "- -", "\u0000", "двор"})
    void falls_back_to_a_hash_of_the_name(String folder) {
        assertThat(CameraId.of(folder)).matches("camera_[0-9a-f]{8}").isEqualTo(CameraId.of(folder));
    }

    @Test
    void hashes_the_name_as_it_is_on_disk() {
        // printf 前庭 | sha256sum
        assertThat(CameraId.of("前庭")).isEqualTo("camera_62ae823e");
        assertThat(CameraId.of("前庭")).isNotEqualTo(CameraId.of("后院"));
    }

    @Test
    void cuts_long_names_without_leaving_an_underscore() {
        assertThat(CameraId.of("x".repeat(300))).isEqualTo("x".repeat(64));
        assertThat(CameraId.of("x".repeat(63) + " y")).isEqualTo("x".repeat(63));
    }

    @Test
    void does_not_depend_on_the_locale_of_the_machine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(CameraId.of("GARDEN SIDE I")).isEqualTo("garden_side_i");
            assertThat(CameraId.of("İçeri")).isEqualTo("iceri");
        } finally {
            Locale.setDefault(before);
        }
    }
}
