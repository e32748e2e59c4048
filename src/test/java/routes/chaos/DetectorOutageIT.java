package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@Chaos
class DetectorOutageIT {

    /** Many times the breaker's open time, so that it opens, tries and opens again. */
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    @Test
    void a_detector_that_is_away_costs_time_and_nothing_else() throws Exception {
        try (Scene scene = new Scene()) {
            Product product = scene.product("DETECTOR_CB_RECOVERY_TIMEOUT", "3", "DETECTOR_CB_FAILURE_THRESHOLD", "3").startAndAwaitReady();
            scene.load.start(200);
            scene.awaitStored(20);
            scene.detector.down();
            Awaitility.await("the breaker opens").atMost(Duration.ofSeconds(60)).until(() -> product.says("breaker detector: CLOSED -> OPEN"));
            long before = scene.stored();
            Awaitility.await().pollDelay(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> true);
            assertThat(scene.stored()).as("no picture counts as seen while the detector is away").isEqualTo(before);
            scene.detector.up();
            scene.verifyNothingIsLost();
            assertThat(scene.count("select count(*) from outbox where type = 'service_status' and message #>> '{data,status}' = 'unhealthy'")).isPositive();
        }
    }
}
