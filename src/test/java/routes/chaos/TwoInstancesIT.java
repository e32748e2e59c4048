package routes.chaos;

import org.junit.jupiter.api.Test;

@Chaos
class TwoInstancesIT {

    @Test
    void one_of_two_instances_is_killed_and_the_other_goes_on_with_its_work() throws Exception {
        try (Scene scene = new Scene()) {
            Product first = scene.product();
            Product second = scene.product();
            first.start();
            second.startAndAwaitReady();
            first.awaitReady();
            scene.detector.latency(50);
            scene.load.start(60);
            scene.awaitStored(60);
            first.kill();
            scene.awaitStored(60);
            scene.verifyNothingIsLost();
        }
    }
}
