package routes.broadcast.gate;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Token bucket per client address: at most so many connections or requests in a minute, refilled evenly. Remembers the
 * {@value #MAX_ADDRESSES} addresses seen last, so a scan of many addresses costs bounded memory. Thread-safe.
 */
final class AddressRate {

    private static final int MAX_ADDRESSES = 10_000;

    private final Clock clock;
    private final int perMinute;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    /** @param perMinute of them per address and minute; 0 = unlimited */
    AddressRate(Clock clock, int perMinute) {
        this.clock = clock;
        this.perMinute = perMinute;
    }

    /** @return 0 when it may be made, else the seconds after which the next one may */
    synchronized int secondsToWait(String address) {
        if (perMinute == 0) {
            return 0;
        }
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(address, a -> new Bucket(perMinute, now));
        double perMilli = perMinute / 60_000.0;
        bucket.tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now - bucket.filledAt) * perMilli);
        bucket.filledAt = now;
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return 0;
        }
        return (int) Math.max(1, Math.ceil((1 - bucket.tokens) / perMilli / 1000));
    }

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        private Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }
}
