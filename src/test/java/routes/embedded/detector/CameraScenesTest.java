package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraScenesTest {

    private final CameraScenes scenes = new CameraScenes();

    @Test
    void a_new_camera_has_no_usual_scene() {
        assertThat(scenes.of("front", grid(0))).isNull();
    }

    @Test
    void what_stays_becomes_part_of_the_scene() {
        scenes.seen("front", grid(0), List.of());
        scenes.seen("front", grid(100), List.of());
        assertThat(scenes.of("front", grid(0)).usual().values()[0]).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            scenes.seen("front", grid(100), List.of());
        }
        assertThat(scenes.of("front", grid(0)).usual().values()[0]).isCloseTo(100, within(3f));
    }

    @Test
    void another_size_of_picture_begins_anew() {
        scenes.seen("front", grid(0), List.of());
        assertThat(scenes.of("front", new LumaGrid(new float[50], 10, 5, 8))).isNull();
    }

    @Test
    void memory_is_bounded_and_the_camera_heard_of_last_stays() {
        var fourK = new LumaGrid(new float[480 * 270], 480, 270, 8);
        for (int i = 0; i < 1000; i++) {
            scenes.seen("camera_" + i, fourK, List.of());
            assertThat(scenes.cells()).isLessThanOrEqualTo(CameraScenes.MAX_CELLS);
        }
        assertThat(scenes.of("camera_999", fourK)).isNotNull();
        assertThat(scenes.of("camera_0", fourK)).isNull();
        assertThat(scenes.cells()).isGreaterThan(CameraScenes.MAX_CELLS - 480 * 270);
    }

    private static LumaGrid grid(float value) {
        var values = new float[100];
        Arrays.fill(values, value);
        return new LumaGrid(values, 10, 10, 8);
    }
}
