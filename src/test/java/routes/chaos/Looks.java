package routes.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.awaitility.Awaitility;

/** What looks for lost work from time to time, and is the first to do something twice: the sweep, and the repair of what Redis has lost. */
enum Looks {

    SWEEP("sweep", "watch", "SWEEP_INTERVAL_SECONDS"),
    REPAIR("repair", "batch", "REPAIR_AFTER_SECONDS");

    /** Those that come more seldom are not waited for. */
    private static final int SOON_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String route;
    private final String role;
    private final String interval;

    Looks(String route, String role, String interval) {
        this.route = route;
        this.role = role;
        this.interval = interval;
    }

    /** Waits until each of them has begun after now, and ended. */
    static void awaitNext(Collection<Product> products) throws Exception {
        for (Looks look : values()) {
            List<Product> looking = products.stream().filter(look::comesSoon).toList();
            if (!looking.isEmpty()) {
                // the first round of each product may be under way
                long goal = look.rounds(looking) + looking.size() + 1;
                Awaitility.await(look.route + " has looked again").atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                        .until(() -> look.rounds(looking) >= goal);
            }
        }
    }

    private boolean comesSoon(Product product) {
        return product.isAlive() && product.does(role) && product.setting(interval).filter(seconds -> Integer.parseInt(seconds) <= SOON_SECONDS).isPresent();
    }

    private long rounds(List<Product> products) throws Exception {
        long all = 0;
        for (Product product : products) {
            all += product.rounds(route);
        }
        return all;
    }
}
