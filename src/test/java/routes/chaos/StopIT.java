package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@Chaos
class StopIT {

    @Test
    void stops_in_order_under_load_and_loses_nothing() throws Exception {
        try (Scene scene = new Scene()) {
            Product product = scene.product().startAndAwaitReady();
            scene.detector.latency(50);
            scene.load.start(20);
            scene.awaitStored(50);
            assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            assertThat(product.processes()).isEmpty();
            scene.load.stop();
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void ends_in_time_when_its_database_does_not_answer() throws Exception {
        try (Scene scene = new Scene()) {
            Product product = scene.product().startAndAwaitReady();
            scene.load.start(50);
            scene.awaitStored(30);
            scene.postgres.freeze();
            try {
                scene.load.write(20);
                assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            } finally {
                scene.postgres.thaw();
            }
            scene.load.stop();
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void finds_what_was_written_while_it_was_down() throws Exception {
        try (Scene scene = new Scene()) {
            scene.load.write(150);
            // Redis has forgotten their content when it starts again: the database alone knows them
            Product product = scene.product("SWEEP_INTERVAL_SECONDS", "3600", "DEDUPE_TTL_SECONDS", "1").startAndAwaitReady();
            scene.verifyNothingIsLost();
            assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            Map<Integer, Integer> handled = scene.detector.calls();
            scene.load.write(50);
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
            Awaitility.await("the sweep of this start is through").atMost(Duration.ofSeconds(60)).until(() -> product.rounds("sweep") > 0);
            scene.verifyNothingIsLost();
            assertThat(scene.detector.calls()).as("pictures that were done before are not sent again").hasSize(200).containsAllEntriesOf(handled);
        }
    }
}
