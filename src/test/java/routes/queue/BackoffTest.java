package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    @RepeatedTest(20)
    void doubles_up_to_the_cap_less_a_fifth_at_most() {
        assertThat(backoff.delay(1)).isBetween(Duration.ofMillis(1_600), Duration.ofSeconds(2));
        assertThat(backoff.delay(3)).isBetween(Duration.ofMillis(6_400), Duration.ofSeconds(8));
        assertThat(backoff.delay(5)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(30));
    }

    @Test
    void never_overflows() {
        assertThat(backoff.delay(Long.MAX_VALUE)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(30));
        assertThat(backoff.delay(0)).isBetween(Duration.ofMillis(1_600), Duration.ofSeconds(2));
    }
}
