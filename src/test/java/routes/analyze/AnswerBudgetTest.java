package routes.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {

    private final AnswerBudget budget = new AnswerBudget(8_192, 1_536, 3_072);

    @Test
    void a_cut_answer_may_be_as_long_as_the_limit_where_the_context_has_room() {
        assertThat(budget.larger(prompt(2_500, 0))).isEqualTo(3_072);
        assertThat(budget.larger(prompt(6_000, 0))).isEqualTo(2_192);
        assertThat(budget.canGrow(prompt(6_000, 0))).isTrue();
        assertThat(budget.canGrow(prompt(6_656, 0))).isFalse();
    }

    @Test
    void pictures_take_room_as_well() {
        assertThat(budget.larger(prompt(2_500, 3))).isEqualTo(2_692);
        assertThat(budget.larger(prompt(2_500, 4))).isEqualTo(1_692);
        assertThat(budget.canGrow(prompt(2_656, 4))).isFalse();
    }

    private static Prompt prompt(int tokens, int images) {
        return new Prompt("system", "user", Collections.nCopies(images, new byte[] {1}), List.of(), tokens);
    }
}
