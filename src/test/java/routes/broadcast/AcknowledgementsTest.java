package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements(Duration.ofSeconds(30));
    private final BroadcastMessage critical = new BroadcastMessage(42, "event", true, "{\"a\":1}");

    @Test
    void sends_again_three_times_to_a_client_that_acknowledges_but_not_this() {
        acknowledgements.acknowledged(7);
        acknowledgements.sent(critical, 0);
        assertThat(acknowledgements.due(29_999)).isEmpty();
        for (int i = 1; i <= 3; i++) {
            assertThat(acknowledgements.due(i * 30_000L)).containsExactly(critical);
            assertThat(acknowledgements.due(i * 30_000L)).isEmpty();
        }
        assertThat(acknowledgements.due(120_000)).isEmpty();
        assertThat(acknowledgements.due(1_000_000)).isEmpty();
    }

    @Test
    void stops_when_it_is_acknowledged() {
        acknowledgements.sent(critical, 0);
        acknowledgements.acknowledged(42);
        assertThat(acknowledgements.due(30_000)).isEmpty();
    }

    @Test
    void leaves_clients_alone_that_never_acknowledge() {
        acknowledgements.sent(critical, 0);
        assertThat(acknowledgements.due(30_000)).isEmpty();
    }

    @Test
    void does_not_wait_for_what_needs_no_acknowledgement() {
        acknowledgements.acknowledged(1);
        acknowledgements.sent(new BroadcastMessage(43, "detection.new", false, "{}"), 0);
        assertThat(acknowledgements.due(30_000)).isEmpty();
    }

    @Test
    void remembers_a_bounded_number() {
        acknowledgements.acknowledged(1);
        for (int i = 2; i < 10_000; i++) {
            acknowledgements.sent(new BroadcastMessage(i, "event", true, "{}"), 0);
        }
        assertThat(acknowledgements.due(30_000)).hasSize(256);
    }

    @Test
    void marks_what_is_sent_again() {
        assertThat(critical.redelivered()).isEqualTo("{\"redelivery\":true,\"a\":1}");
        assertThat(critical.replayed()).isEqualTo("{\"replay\":true,\"a\":1}");
    }
}
