package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarnLevelTest {

    @Test
    void warns_once_per_crossing() {
        WarnLevel level = new WarnLevel("q", 100, 0.8);
        assertThat(level.observe(79)).isFalse();
        assertThat(level.observe(80)).isTrue();
        assertThat(level.observe(95)).isFalse();
        assertThat(level.observe(79)).as("no new crossing by swaying around the level").isFalse();
        assertThat(level.observe(81)).isFalse();
        assertThat(level.observe(50)).isFalse();
        assertThat(level.observe(80)).isTrue();
    }

    @Test
    void has_nothing_to_say_without_a_limit() {
        assertThat(new WarnLevel("q", 0, 0.8).observe(1_000_000)).isFalse();
    }
}
