package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.embedded.detector.Changes.Change;

class TilePlanTest {

    @ParameterizedTest
    @CsvSource({"1920,1080,8", "3840,2160,8", "1080,1920,8", "1280,720,6", "3840,2160,16", "4000,900,5"})
    void a_grid_covers_the_whole_picture_within_the_budget(int width, int height, int budget) {
        List<Region> tiles = plan(width, height, budget).everywhere();
        assertThat(tiles).hasSizeBetween(1, budget);
        for (int x = 0; x < width; x += 20) {
            for (int y = 0; y < height; y += 20) {
                var point = new Region(x, y, 1, 1);
                assertThat(tiles).anyMatch(tile -> tile.contains(point));
            }
        }
    }

    @Test
    void a_small_picture_needs_no_tiles() {
        assertThat(plan(832, 832, 8).possible()).isFalse();
        assertThat(plan(833, 300, 8).possible()).isTrue();
        assertThat(plan(1920, 1080, 0).possible()).isFalse();
    }

    @Test
    void a_change_lies_in_the_middle_of_its_tile() {
        List<Region> tiles = plan(1920, 1080, 8).where(List.of(), List.of(change(800, 400, 24, 48, 100)), List.of());
        assertThat(tiles).containsExactly(new Region(812 - 98, 424 - 160, 196, 320));
    }

    @Test
    void a_tile_stays_inside_the_picture() {
        List<Region> tiles = plan(1920, 1080, 8).where(List.of(), List.of(change(1900, 1060, 20, 20, 100)), List.of());
        assertThat(tiles).containsExactly(new Region(1920 - 196, 1080 - 320, 196, 320));
    }

    @Test
    void the_strongest_changes_get_the_tiles() {
        List<Change> changes = IntStream.range(0, 20).mapToObj(i -> change(i * 190, 100, 24, 48, 100 - i)).toList();
        assertThat(plan(3840, 2160, 3).where(List.of(), changes, List.of())).hasSize(3)
                .allMatch(tile -> tile.left() < 3 * 190);
    }

    @Test
    void a_small_change_within_a_large_one_has_a_tile_of_its_own() {
        List<Change> changes = List.of(change(700, 300, 250, 250, 100), change(800, 400, 24, 48, 90));
        assertThat(plan(1920, 1080, 8).where(List.of(), changes, List.of())).hasSize(2).contains(new Region(812 - 98, 424 - 160, 196, 320));
        List<Change> near = List.of(change(796, 396, 30, 50, 100), change(800, 400, 24, 48, 90));
        assertThat(plan(1920, 1080, 8).where(List.of(), near, List.of())).as("the same tile in all but name").hasSize(1);
    }

    @Test
    void what_the_whole_picture_shows_needs_no_tile() {
        var person = new Candidate(CocoClass.PERSON, 0.7, 800, 400, 900, 700);
        assertThat(plan(1920, 1080, 8).where(List.of(), List.of(change(808, 408, 88, 250, 500)), List.of(person))).isEmpty();
    }

    @Test
    void a_change_before_a_known_car_is_looked_at() {
        var car = new Candidate(CocoClass.CAR, 0.7, 400, 300, 1200, 800);
        assertThat(plan(1920, 1080, 8).where(List.of(), List.of(change(808, 408, 24, 48, 50)), List.of(car))).hasSize(1);
    }

    @Test
    void where_somebody_stood_is_looked_at_again() {
        var standing = new Region(100, 100, 196, 320);
        assertThat(plan(1920, 1080, 8).where(List.of(standing), List.of(), List.of())).containsExactly(standing);
    }

    @Test
    void changes_all_over_the_picture_give_a_grid() {
        List<Region> tiles = plan(1920, 1080, 8).where(List.of(), List.of(change(0, 0, 1920, 1080, 9000)), List.of());
        assertThat(tiles).isEqualTo(plan(1920, 1080, 8).everywhere());
    }

    private static TilePlan plan(int width, int height, int budget) {
        return new TilePlan(new Picture(new byte[0], width, height, 1, width, height), budget);
    }

    private static Change change(int left, int top, int width, int height, double strength) {
        return new Change(new Region(left, top, width, height), strength);
    }
}
