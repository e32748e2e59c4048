package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputGridTest {

    private static final int PERSON = 0;
    private static final int BENCH = 13;
    private static final int STRIDE = 32;

    private final FloatBuffer scores = FloatBuffer.allocate(169 * 80);
    private final FloatBuffer distances = FloatBuffer.allocate(169 * 44);
    private final OutputGrid grid = new OutputGrid(STRIDE, 13, scores, distances);

    @Test
    void a_sharp_distribution_gives_its_bin() {
        score(14, PERSON, 0.9f);
        sharp(14, 1, 2, 3, 4);
        // cell 14 is row 1, column 1: its centre is (48, 48)
        assertBox(collect(0.4, Letterbox.of(new Region(0, 0, 416, 416))), 48 - 32, 48 - 64, 48 + 96, 48 + 128);
    }

    @Test
    void a_flat_distribution_gives_the_middle() {
        score(14, PERSON, 0.9f);
        assertBox(collect(0.4, Letterbox.of(new Region(0, 0, 416, 416))), 48 - 160, 48 - 160, 48 + 160, 48 + 160);
    }

    @Test
    void two_equal_bins_give_their_mean() {
        score(14, PERSON, 0.9f);
        sharp(14, 1, 1, 1, 1);
        distances.put(14 * 44 + 2, 50);
        assertThat(collect(0.4, Letterbox.of(new Region(0, 0, 416, 416))).get(0).left()).isCloseTo(48 - 1.5 * 32, within(1e-6));
    }

    @Test
    void huge_logits_do_not_overflow() {
        score(14, PERSON, 0.9f);
        sharp(14, 1, 1, 1, 1);
        distances.put(14 * 44 + 1, 5000);
        assertThat(collect(0.4, Letterbox.of(new Region(0, 0, 416, 416))).get(0).left()).isCloseTo(48 - 32, within(1e-6));
    }

    @Test
    void boxes_are_mapped_back_to_the_original_picture() {
        score(14, PERSON, 0.9f);
        sharp(14, 1, 1, 1, 1);
        // 832 x 832 is shown at half size; 832 x 624 has bars of 52 input pixels above and below
        assertBox(collect(0.4, Letterbox.of(new Region(0, 0, 832, 832))), 32, 32, 160, 160);
        assertBox(collect(0.4, Letterbox.of(new Region(0, 0, 832, 624))), 32, 2 * (16 - 52), 160, 2 * (80 - 52));
    }

    @Test
    void scores_below_the_floor_of_their_class_are_left_out() {
        score(14, PERSON, 0.399f);
        score(15, PERSON, 0.41f);
        score(16, CocoClass.DOG.column(), 0.44f);
        var found = new ArrayList<Candidate>();
        grid.collect(new ScoreFloors(0.40, Map.of("dog", 0.45)), Letterbox.of(new Region(0, 0, 416, 416)), found);
        assertThat(found).singleElement().extracting(Candidate::type).isEqualTo(CocoClass.PERSON);
    }

    @Test
    void classes_nobody_asks_for_are_ignored() {
        score(14, BENCH, 0.99f);
        assertThat(collect(0.1, Letterbox.of(new Region(0, 0, 416, 416)))).isEmpty();
    }

    private List<Candidate> collect(double floor, Letterbox letterbox) {
        var found = new ArrayList<Candidate>();
        grid.collect(new ScoreFloors(floor, Map.of()), letterbox, found);
        return found;
    }

    private void score(int cell, int column, float value) {
        scores.put(cell * 80 + column, value);
    }

    private void sharp(int cell, int... bins) {
        for (int edge = 0; edge < 4; edge++) {
            distances.put(cell * 44 + edge * 11 + bins[edge], 50);
        }
    }

    private static void assertBox(List<Candidate> found, double left, double top, double right, double bottom) {
        assertThat(found).singleElement().satisfies(box -> {
            assertThat(box.left()).isCloseTo(left, within(1e-6));
            assertThat(box.top()).isCloseTo(top, within(1e-6));
            assertThat(box.right()).isCloseTo(right, within(1e-6));
            assertThat(box.bottom()).isCloseTo(bottom, within(1e-6));
        });
    }
}
