package routes.chaos;

import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Chaos
class KilledProductIT {

    private static final Logger LOG = LoggerFactory.getLogger(KilledProductIT.class);
    private static final int KILLS = 20;
    private static final int AFTER_READY_MILLIS = 2_000;
    private static final int DURING_START_MILLIS = 3_000;

    @Test
    void loses_and_doubles_nothing_when_it_is_killed_at_twenty_random_moments(TestReporter report) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        report.publishEntry("chaos.seed", Long.toString(seed));
        LOG.info("kill -9 at random moments, repeat with -Dchaos.seed={}", seed);
        try {
            killAndVerify(new Random(seed));
        } catch (Throwable failure) {
            throw new AssertionError("with -Dchaos.seed=" + seed + ": " + failure.getMessage(), failure);
        }
    }

    private static void killAndVerify(Random random) throws Exception {
        try (Scene scene = new Scene()) {
            Product product = scene.product();
            scene.detector.latency(20);
            scene.load.start(150);
            for (int kill = 1; kill <= KILLS; kill++) {
                product.start();
                boolean duringStart = kill % 4 == 0;
                if (!duringStart) {
                    product.awaitReady();
                }
                Awaitility.await().pollDelay(Duration.ofMillis(random.nextInt(duringStart ? DURING_START_MILLIS : AFTER_READY_MILLIS))).until(() -> true);
                product.kill();
            }
            scene.load.stop();
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
        }
    }
}
