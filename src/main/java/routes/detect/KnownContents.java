package routes.detect;

import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * The contents that the watch stage remembers for {@code DEDUPE_TTL_SECONDS}. Used by route {@code detect} of {@code 20-detect.camel.yaml}.
 * Thread-safe; throws what Redisson throws while Redis is away.
 */
public final class KnownContents {

    private final RedissonClient redisson;
    private final String keyPrefix;

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public KnownContents(RedissonClient redisson, String keyPrefix) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix;
    }

    /** Forgets the content of a picture that had gone before it was detected: another file that holds it is no duplicate. */
    public void forget(DetectionJob job) {
        RBucket<String> known = redisson.getBucket(keyPrefix + DetectionJob.dedupeKey(job.cameraId(), job.fileHash()), StringCodec.INSTANCE);
        known.compareAndSet(job.filePath(), null);
    }
}
