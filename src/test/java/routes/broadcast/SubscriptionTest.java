package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private final Subscription subscription = new Subscription();

    @Test
    void wants_everything_until_something_is_named() {
        assertThat(subscription.accepts("event")).isTrue();
        subscription.subscribe(List.of("event"));
        assertThat(subscription.accepts("event")).isTrue();
        assertThat(subscription.accepts("event.updated")).isFalse();
        subscription.subscribe(List.of("detection.*"));
        assertThat(subscription.accepts("event")).isTrue();
        assertThat(subscription.accepts("detection.new")).isTrue();
        assertThat(subscription.patterns()).containsExactly("event", "detection.*");
    }

    @Test
    void treats_underscore_and_dot_alike() {
        subscription.subscribe(List.of("Camera.Status", "service_*"));
        assertThat(subscription.accepts("camera_status")).isTrue();
        assertThat(subscription.accepts("service_status")).isTrue();
        assertThat(subscription.accepts("system_status")).isFalse();
    }

    @Test
    void an_empty_list_means_nothing() {
        subscription.subscribe(List.of());
        assertThat(subscription.accepts("event")).isFalse();
        subscription.subscribe(List.of("*"));
        assertThat(subscription.accepts("event")).isTrue();
    }

    @Test
    void what_was_named_last_decides() {
        subscription.unsubscribe(List.of("detection.*"));
        assertThat(subscription.accepts("detection.new")).isFalse();
        assertThat(subscription.accepts("event")).isTrue();
        subscription.unsubscribe(null);
        assertThat(subscription.accepts("event")).isFalse();
        subscription.subscribe(List.of("*"));
        subscription.unsubscribe(List.of("*"));
        assertThat(subscription.accepts("event")).isFalse();
    }

    @Test
    void takes_patterns_literally_and_in_bounded_number() {
        subscription.subscribe(List.of("e.*[a-z]+", "****", "\\E.*"));
        assertThat(subscription.accepts("anything")).isTrue();
        subscription.subscribe(List.of());
        subscription.subscribe(List.of("[a-z]+"));
        assertThat(subscription.accepts("event")).isFalse();
        assertThat(subscription.subscribe(Collections.nCopies(Subscription.MAX_PATTERNS, "x"))).isFalse();
        assertThat(subscription.patterns()).containsExactly("[a-z]+");
    }
}
