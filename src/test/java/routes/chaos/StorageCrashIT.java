package routes.chaos;

import org.junit.jupiter.api.Test;

@Chaos
class StorageCrashIT {

    private static final int KILLS = 2;
    private static final int PICTURES = 30;
    private static final String[] SOON_REPAIRED = {"REPAIR_AFTER_SECONDS", "5"};

    @Test
    void waits_for_a_redis_that_was_killed_and_loses_nothing() throws Exception {
        try (Scene scene = new Scene()) {
            scene.product().startAndAwaitReady();
            scene.load.start(60);
            for (int kill = 0; kill < KILLS; kill++) {
                scene.awaitStored(PICTURES);
                scene.redis.kill();
                scene.load.write(PICTURES);
                scene.redis.start();
            }
            scene.awaitStored(PICTURES);
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void repairs_what_a_power_cut_takes_from_redis() throws Exception {
        try (Scene scene = new Scene()) {
            scene.product(SOON_REPAIRED).startAndAwaitReady();
            scene.load.start(60);
            scene.awaitStored(PICTURES);
            long durable = scene.redis.durableBytes();
            scene.awaitStored(PICTURES);
            scene.redis.killAndForgetAfter(durable);
            scene.redis.start();
            scene.load.stop();
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void repairs_what_a_power_cut_of_the_whole_machine_takes_from_redis() throws Exception {
        try (Scene scene = new Scene()) {
            Product product = scene.product(SOON_REPAIRED).startAndAwaitReady();
            scene.load.start(60);
            scene.awaitStored(PICTURES);
            long durable = scene.redis.durableBytes();
            scene.awaitStored(PICTURES);
            product.kill();
            scene.postgres.kill();
            scene.redis.killAndForgetAfter(durable);
            scene.load.stop();
            scene.postgres.start();
            scene.redis.start();
            product.startAndAwaitReady();
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void goes_on_with_a_redis_that_has_lost_everything() throws Exception {
        try (Scene scene = new Scene()) {
            scene.product(SOON_REPAIRED).startAndAwaitReady();
            scene.load.start(60);
            scene.awaitStored(PICTURES);
            scene.redis.killAndForgetAfter(0);
            scene.redis.start();
            scene.awaitStored(PICTURES);
            scene.verifyNothingIsLost();
        }
    }

    @Test
    void waits_for_a_postgresql_that_was_killed_and_loses_nothing() throws Exception {
        try (Scene scene = new Scene()) {
            scene.product().startAndAwaitReady();
            scene.load.start(60);
            for (int kill = 0; kill < KILLS; kill++) {
                scene.awaitStored(PICTURES);
                scene.postgres.kill();
                scene.load.write(PICTURES);
                scene.postgres.start();
            }
            scene.awaitStored(PICTURES);
            scene.verifyNothingIsLost();
        }
    }
}
