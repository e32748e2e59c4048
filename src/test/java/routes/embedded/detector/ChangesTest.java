package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final int COLUMNS = 240;
    private static final int ROWS = 135;

    private final LumaGrid usual = scene();

    @Test
    void the_same_picture_has_none() {
        assertThat(Changes.between(usual, usual)).isEmpty();
    }

    @Test
    void noise_is_none() {
        var random = new Random(1);
        assertThat(Changes.between(usual, changed(value -> value + random.nextGaussian()))).isEmpty();
    }

    @Test
    void more_light_and_less_contrast_is_none() {
        assertThat(Changes.between(usual, changed(value -> 0.8 * value + 40))).isEmpty();
    }

    @Test
    void somebody_coming_is_one() {
        LumaGrid now = changed(value -> value + 5);
        add(now, 100, 50, 2, 5, 30);
        assertThat(Changes.between(usual, now)).singleElement().satisfies(change ->
                assertThat(change.region()).isEqualTo(new Region(800, 400, 16, 40)));
    }

    @Test
    void two_persons_apart_are_two_the_clearer_one_first() {
        LumaGrid now = changed(value -> value);
        add(now, 20, 50, 2, 5, 15);
        add(now, 200, 50, 2, 5, 60);
        List<Changes.Change> changes = Changes.between(usual, now);
        assertThat(changes).extracting(change -> change.region().left()).containsExactly(1600, 160);
    }

    @Test
    void head_and_legs_of_one_person_are_one() {
        LumaGrid now = changed(value -> value);
        add(now, 20, 50, 2, 2, 30);
        add(now, 20, 53, 2, 2, -30);
        assertThat(Changes.between(usual, now)).singleElement()
                .satisfies(change -> assertThat(change.region().height()).isEqualTo(40));
    }

    @Test
    void somebody_before_a_wall_over_which_light_moves_comes_before_the_wall() {
        LumaGrid now = changed(value -> value);
        add(now, 60, 40, 20, 12, 14);
        add(now, 70, 44, 2, 5, 50);
        List<Changes.Change> changes = Changes.between(usual, now);
        assertThat(changes.get(0).region()).isEqualTo(new Region(560, 352, 16, 40));
        assertThat(changes).anySatisfy(change -> assertThat(change.region().width()).as("the wall").isGreaterThanOrEqualTo(56));
    }

    private static LumaGrid scene() {
        var random = new Random(7);
        var values = new float[COLUMNS * ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 60 + random.nextInt(80);
        }
        return new LumaGrid(values, COLUMNS, ROWS, 8);
    }

    private LumaGrid changed(DoubleUnaryOperator change) {
        var values = new float[COLUMNS * ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) change.applyAsDouble(usual.values()[i]);
        }
        return new LumaGrid(values, COLUMNS, ROWS, 8);
    }

    private static void add(LumaGrid grid, int left, int top, int width, int height, float levels) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                grid.values()[y * COLUMNS + x] += levels;
            }
        }
    }
}
