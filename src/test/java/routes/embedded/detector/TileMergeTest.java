package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TileMergeTest {

    private static final Picture PICTURE = new Picture(new byte[0], 1920, 1080, 1, 1920, 1080);
    private static final Region WHOLE = Region.whole(PICTURE);
    private static final Region LEFT = new Region(0, 0, 400, 400);
    private static final Region RIGHT = new Region(350, 0, 400, 400);
    private static final Region BELOW = new Region(0, 350, 400, 400);

    private final TileMerge merge = new TileMerge(PICTURE);

    @Test
    void an_object_found_in_the_whole_and_in_a_tile_is_one() {
        merge.add(WHOLE, List.of(person(0.5, 100, 100, 140, 200)));
        merge.add(LEFT, List.of(person(0.8, 102, 98, 141, 202)));
        assertThat(merge.objects()).containsExactly(person(0.8, 102, 98, 141, 202));
    }

    @Test
    void pieces_on_both_sides_of_a_border_become_one_box() {
        merge.add(LEFT, List.of(person(0.6, 360, 100, 400, 200)));
        merge.add(RIGHT, List.of(person(0.7, 350, 104, 420, 198)));
        assertThat(merge.objects()).containsExactly(person(0.7, 350, 100, 420, 200));
    }

    @Test
    void the_head_in_one_tile_and_the_legs_in_the_next_are_one_person() {
        merge.add(LEFT, List.of(person(0.6, 100, 300, 140, 399)));
        merge.add(BELOW, List.of(person(0.5, 103, 351, 142, 460)));
        assertThat(merge.objects()).containsExactly(person(0.6, 100, 300, 142, 460));
    }

    @Test
    void a_whole_box_displaces_its_cut_piece_whatever_the_scores() {
        merge.add(WHOLE, List.of(person(0.45, 300, 100, 500, 700)));
        merge.add(LEFT, List.of(person(0.9, 305, 110, 400, 399)));
        assertThat(merge.objects()).containsExactly(person(0.45, 300, 100, 500, 700));
    }

    @Test
    void the_border_of_the_picture_cuts_nothing() {
        merge.add(LEFT, List.of(person(0.8, 0, 100, 40, 200)));
        merge.add(WHOLE, List.of(person(0.5, 0, 60, 44, 240)));
        assertThat(merge.objects()).containsExactly(person(0.8, 0, 100, 40, 200));
    }

    @Test
    void what_one_view_tells_apart_stays_apart() {
        merge.add(LEFT, List.of(person(0.8, 100, 100, 200, 380), person(0.7, 120, 150, 150, 250)));
        assertThat(merge.objects()).hasSize(2);
    }

    @Test
    void neighbours_found_in_different_tiles_are_two() {
        merge.add(LEFT, List.of(person(0.8, 340, 100, 370, 200)));
        merge.add(RIGHT, List.of(person(0.7, 375, 100, 405, 200)));
        assertThat(merge.objects()).hasSize(2);
    }

    @Test
    void a_person_before_a_car_is_not_merged_with_it() {
        merge.add(WHOLE, List.of(new Candidate(CocoClass.CAR, 0.9, 50, 50, 380, 300)));
        merge.add(LEFT, List.of(person(0.5, 100, 100, 140, 200)));
        assertThat(merge.objects()).hasSize(2);
    }

    private static Candidate person(double score, double left, double top, double right, double bottom) {
        return new Candidate(CocoClass.PERSON, score, left, top, right, bottom);
    }
}
