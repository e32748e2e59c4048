package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

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
            Product product = scene.product("SWEEP_INTERVAL_SECONDS", "3600").startAndAwaitReady();
            scene.verifyNothingIsLost();
            assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            scene.load.write(50);
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
        }
    }
}
