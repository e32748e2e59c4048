package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NonMaximumSuppressionTest {

    @Test
    void reports_one_animal_once_under_its_best_name() {
        assertThat(best(box(CocoClass.CAT, 0.5, 10), box(CocoClass.DOG, 0.6, 12))).containsExactly(box(CocoClass.DOG, 0.6, 12));
    }

    @Test
    void does_not_turn_a_horse_into_a_dog() {
        assertThat(best(box(CocoClass.HORSE, 0.6, 10), box(CocoClass.COW, 0.5, 11), box(CocoClass.DOG, 0.45, 12)))
                .containsExactly(box(CocoClass.HORSE, 0.6, 10));
    }

    @Test
    void keeps_a_dog_that_looks_a_little_like_a_horse() {
        assertThat(best(box(CocoClass.HORSE, 0.45, 10), box(CocoClass.DOG, 0.6, 11))).containsExactly(box(CocoClass.DOG, 0.6, 11));
    }

    @Test
    void reports_one_vehicle_once() {
        assertThat(best(box(CocoClass.TRUCK, 0.5, 10), box(CocoClass.CAR, 0.55, 11), box(CocoClass.BUS, 0.4, 12)))
                .containsExactly(box(CocoClass.CAR, 0.55, 11));
    }

    @Test
    void keeps_overlapping_objects_of_different_families() {
        assertThat(best(box(CocoClass.PERSON, 0.5, 10), box(CocoClass.BICYCLE, 0.6, 10))).hasSize(2);
    }

    @Test
    void keeps_neighbours_of_one_class_best_first() {
        assertThat(best(box(CocoClass.PERSON, 0.5, 0), box(CocoClass.PERSON, 0.7, 60), box(CocoClass.PERSON, 0.6, 130)))
                .extracting(Candidate::score).containsExactly(0.7, 0.6, 0.5);
    }

    @Test
    void overlap_of_exactly_half_is_not_suppressed() {
        var whole = new Candidate(CocoClass.PERSON, 0.9, 0, 0, 100, 100);
        var half = new Candidate(CocoClass.PERSON, 0.8, 0, 0, 100, 50);
        var more = new Candidate(CocoClass.PERSON, 0.7, 0, 0, 100, 51);
        assertThat(whole.overlap(half)).isEqualTo(0.5);
        assertThat(best(whole, half)).hasSize(2);
        assertThat(best(whole, more)).containsExactly(whole);
    }

    @Test
    void stays_bounded_on_a_picture_full_of_noise() {
        List<Candidate> noise = IntStream.range(0, 60_000)
                .mapToObj(i -> new Candidate(CocoClass.PERSON, 0.5, i * 10, 0, i * 10 + 5, 5)).toList();
        assertThat(NonMaximumSuppression.best(noise)).hasSize(1000);
    }

    private static List<Candidate> best(Candidate... candidates) {
        return NonMaximumSuppression.best(List.of(candidates));
    }

    private static Candidate box(CocoClass type, double score, double left) {
        return new Candidate(type, score, left, 0, left + 100, 100);
    }
}
