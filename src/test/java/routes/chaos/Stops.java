package routes.chaos;

import java.time.Duration;

/** How long a stop may take: 30 s for what is held, and some to close. */
final class Stops {

    static final Duration LIMIT = Duration.ofSeconds(35);

    private Stops() {
    }
}
