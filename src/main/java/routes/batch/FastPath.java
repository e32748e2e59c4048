package routes.batch;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Decides which detection is judged alone and at once. Used by route {@code batch} in {@code 30-batch.camel.yaml}. Thread-safe.
 */
public final class FastPath {

    private static final Duration REDELIVERED_WITHIN = Duration.ofDays(1);

    private final RedissonClient redisson;
    private final String keyPrefix;
    private final double threshold;
    private final Set<String> objectTypes;
    private final Duration cooldown;

    /**
     * @param threshold       {@code FAST_PATH_CONFIDENCE_THRESHOLD}, 0..1
     * @param objectTypes     {@code FAST_PATH_OBJECT_TYPES}, comma-separated; empty turns the fast path off
     * @param cooldownSeconds {@code FAST_PATH_COOLDOWN_SECONDS}: at most one per camera in this time; 0 = no limit
     */
    public FastPath(RedissonClient redisson, String keyPrefix, double threshold, String objectTypes, double cooldownSeconds) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix;
        this.threshold = threshold;
        this.objectTypes = Set.copyOf(List.of(objectTypes.trim().split("\\s*,\\s*")));
        this.cooldown = Duration.ofMillis(Math.round(cooldownSeconds * 1000));
    }

    /**
     * Whether this detection takes the fast path. The first one of a camera claims the cool-down (SET NX PX); the same
     * detection delivered again gets the same answer. Later ones join the batch.
     */
    public boolean claim(BatchMember member) {
        if (member.confidence() < threshold || !objectTypes.contains(member.objectType())) {
            return false;
        }
        if (cooldown.isZero()) {
            return true;
        }
        String id = Long.toString(member.id());
        RBucket<String> turn = bucket("batch:fast_path:" + member.cameraId());
        RBucket<String> taken = bucket("batch:fast_path_of:" + id);
        if (turn.setIfAbsent(id, cooldown) || id.equals(turn.get())) {
            // remembered before anything is done for it: delivered again after the cool-down it must not join a batch as well
            taken.set(id, REDELIVERED_WITHIN);
            return true;
        }
        return taken.isExists();
    }

    private RBucket<String> bucket(String key) {
        return redisson.getBucket(keyPrefix + key, StringCodec.INSTANCE);
    }
}
