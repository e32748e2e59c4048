package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PauseGateTest {

    private boolean ready = true;
    private final PauseGate gate = new PauseGate("queue", new FailurePolicy() {
        @Override
        public Outcome onFailure(Throwable failure, boolean inDoubt) {
            return Outcome.PAUSE;
        }

        @Override
        public boolean ready() {
            return ready;
        }
    }, new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60)));

    @Test
    void waits_after_a_pause_although_the_policy_is_ready() {
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.pause()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(gate.pause()).as("workers that fail together count once").isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void a_delivery_that_ends_well_opens_it_at_once() {
        gate.pause();
        gate.worked();
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void a_growing_wait_is_for_policies_that_do_not_know_when_to_go_on() {
        PauseGate quick = new PauseGate("queue", new RetryUnlessPermanent(), new Backoff(Duration.ofNanos(1_000_000), Duration.ofSeconds(60)));
        Duration last = Duration.ZERO;
        for (int i = 0; i < 6; i++) {
            last = quick.pause();
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(quick::isOpen);
        }
        assertThat(last).isGreaterThan(Duration.ofMillis(20));
        ready = false;
        gate.pause();
        gate.worked();
        assertThat(gate.pause()).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(gate.isOpen()).isFalse();
        ready = true;
        gate.worked();
        assertThat(gate.isOpen()).isTrue();
    }
}
