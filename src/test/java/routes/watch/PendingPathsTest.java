package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PendingPathsTest {

    private final PendingPaths pending = new PendingPaths(2);

    @Test
    void gives_each_path_once_in_order_however_many_events_it_had() throws Exception {
        pending.add(Path.of("a"));
        pending.add(Path.of("b"));
        pending.add(Path.of("a"));
        assertThat(take()).isEqualTo(Path.of("a"));
        assertThat(take()).isEqualTo(Path.of("b"));
        assertThat(take()).isNull();
    }

    @Test
    void gives_a_path_that_changed_meanwhile_again_only_when_it_is_done() throws Exception {
        pending.add(Path.of("a"));
        assertThat(take()).isEqualTo(Path.of("a"));
        pending.add(Path.of("a"));
        assertThat(take()).isNull();
        pending.done(Path.of("a"));
        assertThat(take()).isEqualTo(Path.of("a"));
        pending.done(Path.of("a"));
        assertThat(take()).isNull();
    }

    @Test
    void says_once_that_something_did_not_fit() throws Exception {
        pending.add(Path.of("a"));
        pending.add(Path.of("b"));
        pending.add(Path.of("b"));
        pending.add(Path.of("c"));
        pending.add(Path.of("d"));
        assertThat(take()).isSameAs(PendingPaths.LOST);
        assertThat(take()).isEqualTo(Path.of("a"));
        assertThat(take()).isEqualTo(Path.of("b"));
        assertThat(take()).isNull();
    }

    private Path take() throws InterruptedException {
        return pending.take(1, TimeUnit.MILLISECONDS);
    }
}
