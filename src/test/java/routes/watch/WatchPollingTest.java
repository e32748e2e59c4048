package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.camel.builder.NotifyBuilder;
import org.junit.jupiter.api.Test;

class WatchPollingTest extends WatchRouteSupport {

    @Override
    boolean polls() {
        return true;
    }

    @Test
    void a_look_waits_for_a_storage_that_is_away() {
        NoFiles scan = search("pollingScan");
        await().atMost(Duration.ofSeconds(40)).until(() -> scan.count > 0);
        NotifyBuilder failed = new NotifyBuilder(context()).fromRoute("watch-polling").whenFailed(1).create();
        int before = scan.count;
        scan.storageIsAway = true;
        await().atMost(Duration.ofSeconds(40)).until(() -> scan.count > before + 1);
        scan.storageIsAway = false;
        int tried = scan.count;
        await().atMost(Duration.ofSeconds(40)).until(() -> scan.count > tried + 1);
        assertThat(failed.matches()).isFalse();
    }
}
