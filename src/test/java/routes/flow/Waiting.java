package routes.flow;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what will be true; the bound is generous because the machine may be busy. */
final class Waiting {

    private Waiting() {
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(25)).pollDelay(Duration.ZERO).untilAsserted(assertion);
    }

    /** Lets time pass in which something unwanted could happen. */
    static void nothingHappensFor(long millis) {
        Awaitility.await().pollDelay(Duration.ofMillis(millis)).atMost(Duration.ofMillis(millis + 1_000)).until(() -> true);
    }
}
