package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterboxTest {

    @Test
    void keeps_the_aspect_ratio_and_centres_the_picture() {
        assertThat(Letterbox.of(new Region(0, 0, 768, 576))).isEqualTo(new Letterbox(InputShape.SQUARE, new Region(0, 0, 768, 576), 0, 52, 416, 312));
    }

    @Test
    void wide_and_upright_pictures_use_the_cheaper_shapes_at_the_same_scale() {
        assertThat(Letterbox.of(new Region(0, 0, 1920, 1080))).isEqualTo(new Letterbox(InputShape.WIDE, new Region(0, 0, 1920, 1080), 0, 11, 416, 234));
        assertThat(Letterbox.of(new Region(0, 0, 1080, 1920))).isEqualTo(new Letterbox(InputShape.TALL, new Region(0, 0, 1080, 1920), 11, 0, 234, 416));
    }

    @Test
    void square_is_used_as_soon_as_the_picture_would_have_to_shrink() {
        assertThat(InputShape.of(416, 256)).isEqualTo(InputShape.WIDE);
        assertThat(InputShape.of(416, 257)).isEqualTo(InputShape.SQUARE);
        assertThat(InputShape.of(257, 416)).isEqualTo(InputShape.SQUARE);
    }

    @Test
    void a_line_of_pixels_still_has_an_area() {
        assertThat(Letterbox.of(new Region(0, 0, 60_000, 1)).height()).isEqualTo(1);
        assertThat(Letterbox.of(new Region(0, 0, 1, 60_000)).width()).isEqualTo(1);
    }
}
