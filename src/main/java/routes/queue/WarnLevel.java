package routes.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once when a queue grows over a share of its size, and again only after it fell clearly below. Thread-safe. */
final class WarnLevel {

    private static final Logger LOG = LoggerFactory.getLogger(WarnLevel.class);
    private static final double CLEARLY_BELOW = 0.9;

    private final String queue;
    private final int maxSize;
    private final double level;
    private final String advice;
    private boolean warned;

    WarnLevel(String queue, int maxSize, double ratio) {
        this(queue, maxSize, ratio, "its consumers do not keep up");
    }

    WarnLevel(String queue, int maxSize, double ratio, String advice) {
        this.advice = advice;
        this.queue = queue;
        this.maxSize = maxSize;
        this.level = maxSize * ratio;
    }

    /** Returns whether this call warned. */
    synchronized boolean observe(long length) {
        if (maxSize == 0) {
            return false;
        }
        if (warned) {
            warned = length >= level * CLEARLY_BELOW;
            return false;
        }
        warned = length >= level;
        if (warned) {
            LOG.warn("{}: {} of {} entries, {}", queue, length, maxSize, advice);
        }
        return warned;
    }
}
