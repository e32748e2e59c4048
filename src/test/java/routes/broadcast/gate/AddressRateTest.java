package routes.broadcast.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import routes.testing.TestClock;

class AddressRateTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-09T12:00:00Z"));

    @Test
    void allows_so_many_in_a_minute_and_says_when_the_next_may_come() {
        AddressRate rate = new AddressRate(clock, 6);
        for (int i = 0; i < 6; i++) {
            assertThat(rate.secondsToWait("a")).isZero();
        }
        assertThat(rate.secondsToWait("a")).isEqualTo(10);
        assertThat(rate.secondsToWait("b")).isZero();
        clock.advance(Duration.ofSeconds(9));
        assertThat(rate.secondsToWait("a")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(rate.secondsToWait("a")).isZero();
        clock.advance(Duration.ofSeconds(-3600));
        assertThat(rate.secondsToWait("b")).isZero();
    }

    @Test
    void zero_means_no_limit() {
        AddressRate rate = new AddressRate(clock, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(rate.secondsToWait("a")).isZero();
        }
    }

    @Test
    void remembers_a_bounded_number_of_addresses() {
        AddressRate rate = new AddressRate(clock, 1);
        assertThat(rate.secondsToWait("first")).isZero();
        for (int i = 0; i < 10_000; i++) {
            rate.secondsToWait("address" + i);
        }
        assertThat(rate.secondsToWait("first")).as("forgotten").isZero();
    }
}
