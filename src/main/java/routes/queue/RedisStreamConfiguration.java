package routes.queue;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.redisson.api.RedissonClient;

/** Options of a {@code redis-stream} endpoint: those of both sides and of {@code to: redis-stream:<stream>}. */
@UriParams
public class RedisStreamConfiguration extends ConsumerOptions implements Cloneable {

    @UriParam(description = "The client. Default: the only one in the registry, or the one named redisson.")
    @Metadata(autowired = true)
    private RedissonClient redisson;
    @UriParam(defaultValue = "", description = "Put before every key in Redis, dead-letter stream included.")
    private String keyPrefix = "";
    @UriParam(defaultValue = "job", description = "Field of an entry that holds the message body.")
    private String field = "job";
    @UriParam(description = "Stream of jobs that were given up. Default: dlq: and the stream's name.")
    private String deadLetterStream;
    @UriParam(label = "producer", defaultValue = "10000", description = "Entries the stream may hold, 0 = no limit."
            + " Entries in work count.")
    private int maxSize = 10_000;
    @UriParam(label = "producer", defaultValue = "BLOCK", description = "What happens when it is full: block (wait for room),"
            + " reject (fail with QueueFullException), dlq (dead-letter the new job), drop_oldest (delete what waits longest;"
            + " reject when all is in work).")
    private OverflowPolicy overflowPolicy = OverflowPolicy.BLOCK;
    @UriParam(label = "producer", defaultValue = "0.8", description = "Share of maxSize from which on a warning is logged, once"
            + " per crossing: above 0, at most 1.")
    private double warnRatio = 0.8;

    RedisStreamConfiguration copy() {
        try {
            return (RedisStreamConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void validate() {
        super.validate();
        if (maxSize < 0) {
            throw new IllegalArgumentException("maxSize must be 0 or more, not " + maxSize);
        }
        if (!(warnRatio > 0 && warnRatio <= 1)) {
            throw new IllegalArgumentException("warnRatio must be above 0 and at most 1, not " + warnRatio);
        }
    }

    public RedissonClient getRedisson() {
        return redisson;
    }

    public void setRedisson(RedissonClient redisson) {
        this.redisson = redisson;
    }

    public String getKeyPrefix() {
        return keyPrefix;
    }

    public void setKeyPrefix(String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }

    public String getField() {
        return field;
    }

    public void setField(String field) {
        this.field = field;
    }

    public String getDeadLetterStream() {
        return deadLetterStream;
    }

    public void setDeadLetterStream(String deadLetterStream) {
        this.deadLetterStream = deadLetterStream;
    }

    public int getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(int maxSize) {
        this.maxSize = maxSize;
    }

    public OverflowPolicy getOverflowPolicy() {
        return overflowPolicy;
    }

    public void setOverflowPolicy(OverflowPolicy overflowPolicy) {
        this.overflowPolicy = overflowPolicy;
    }

    public double getWarnRatio() {
        return warnRatio;
    }

    public void setWarnRatio(double warnRatio) {
        this.warnRatio = warnRatio;
    }
}
