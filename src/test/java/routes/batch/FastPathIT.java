package routes.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;
import routes.detect.StageTimings;
import routes.testing.TestServers;

class FastPathIT {

    private final FastPath fastPath = new FastPath(TestServers.emptyRedisson(), "", 0.9, "person", 3600);

    @Test
    void takes_one_confident_detection_per_camera_and_cool_down() {
        assertThat(fastPath.claim(person(1, 0.95))).isTrue();
        assertThat(fastPath.claim(person(2, 0.95))).isFalse();
        assertThat(fastPath.claim(person(3, 0.5))).isFalse();
    }

    @Test
    void a_detection_delivered_again_after_the_cool_down_does_not_join_a_batch_as_well() {
        assertThat(fastPath.claim(person(1, 0.95))).isTrue();
        TestServers.redisson().getBucket("batch:fast_path:door", StringCodec.INSTANCE).expire(Duration.ofMillis(1));
        Awaitility.await().until(() -> fastPath.claim(person(2, 0.95)));
        assertThat(fastPath.claim(person(1, 0.95))).isTrue();
        assertThat(fastPath.claim(person(3, 0.95))).isFalse();
    }

    private static BatchMember person(long id, double confidence) {
        return new BatchMember(id, "door", "person", confidence, Instant.EPOCH, Instant.EPOCH, new StageTimings(0, 0, 0));
    }
}
