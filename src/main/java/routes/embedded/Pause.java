package routes.embedded;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits for something that sends no notification. */
final class Pause {

    private Pause() {
    }

    /** @throws InterruptedIOException when the thread is interrupted; the interrupt flag stays set */
    static void of(Duration duration) throws InterruptedIOException {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an embedded server");
        }
    }
}
