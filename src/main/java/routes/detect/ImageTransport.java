package routes.detect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import routes.config.LogText;

/**
 * Takes pictures through Redis to a detecting instance that does not see the camera folders ({@code IMAGE_TRANSPORT=redis}). Used by routes
 * {@code watch-queue} of {@code 10-watch.camel.yaml} and {@code detect} of {@code 20-detect.camel.yaml}. Each job has a picture of its own,
 * {@code image:{camera}:{sha256}:{number}}, put there in one step with it: of two jobs with the same content neither can take the picture
 * from the other, and a duplicate leaves none behind.
 * Thread-safe; throws what Redisson throws while Redis is away.
 */
public final class ImageTransport {

    private final RedissonClient redisson;
    private final String keyPrefix;
    private final int maxBytes;

    /**
     * @param maxBytes {@code MAX_IMAGE_BYTES}, bound of what one picture takes in memory
     */
    public ImageTransport(RedissonClient redisson, String keyPrefix, int maxBytes) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix;
        this.maxBytes = maxBytes;
    }

    /** A key that no other job has, without the prefix of all keys. */
    public String newKey(String cameraId, String sha256) {
        return "image:" + cameraId + ":" + sha256 + ":" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** What travels: the file's content. @throws IOException when it cannot be read, or has grown over the limit */
    public byte[] content(String filePath) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(filePath))) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new IOException("image " + LogText.oneLine(filePath) + " has grown over " + maxBytes + " bytes");
            }
            return content;
        }
    }

    /** The picture of a job; null when it did not travel, or has gone: then the file itself is the last hope. */
    public byte[] fetch(DetectionJob job) {
        return job.imageKey() == null ? null : bucket(job.imageKey()).get();
    }

    /** Forgets a picture that is detected. */
    public void forget(String imageKey) {
        if (imageKey != null) {
            bucket(imageKey).delete();
        }
    }

    private RBucket<byte[]> bucket(String imageKey) {
        return redisson.getBucket(keyPrefix + imageKey, ByteArrayCodec.INSTANCE);
    }
}
