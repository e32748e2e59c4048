package routes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * When old rows are removed, which, and how many were: for the routes of {@code 85-housekeeping.camel.yaml} and
 * {@code POST /api/system/cleanup}. Each instance has its own hour of the day, so that several do not start at the same time. Thread-safe.
 */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long BATCH = 200;
    private static final Duration SPREAD = Duration.ofHours(1);
    private static final Duration AFTER_START = Duration.ofMinutes(5);
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);
    private static final Duration AFTER_SUCCESS = Duration.ofHours(23);

    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, Object> ages;
    private final String candidates = SqlText.of("retention-batch").text();
    private final String removal = SqlText.of("retention-remove").with("message", SqlText.of("event-message").text()).text();
    private final String preview = SqlText.of("retention-preview").text();
    private volatile Instant next;

    /**
     * @param days       {@code RETENTION_DAYS}
     * @param sweepHours {@code SWEEP_MAX_AGE_HOURS}: rows of images stay at least a day longer, or the sweep would find their files new
     */
    public Retention(Clock clock, MeterRegistry meters, long days, double sweepHours) {
        this.clock = clock;
        this.meters = meters;
        this.ages = Map.of("days", days, "image_hours", Math.max(days * 24.0, sweepHours + 24));
        this.next = in(AFTER_START);
        List.of("events", "images", "detections", "files").forEach(kind -> removed(kind, 0));
    }

    /** Whether the daily run is to begin now; a run that fails is due again an hour later. */
    public boolean isDue() {
        if (clock.instant().isBefore(next)) {
            return false;
        }
        next = in(AFTER_FAILURE);
        return true;
    }

    /** What would be removed now. */
    public SqlQuery preview() {
        return new SqlQuery(preview, ages);
    }

    /** The next few rows to remove. */
    public SqlQuery batch() {
        return new SqlQuery(candidates, Map.of("days", ages.get("days"), "image_hours", ages.get("image_hours"), "batch", BATCH));
    }

    public SqlQuery removal(RetentionBatch batch) {
        try {
            return new SqlQuery(removal, Map.of("events", Json.mapper().writeValueAsString(batch.events()),
                    "images", Json.mapper().writeValueAsString(batch.images().stream().map(RetentionBatch.Image::id).toList())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ids are always JSON", e);
        }
    }

    /** Counts what was removed, as {@code hsi_retention_removed_total}. */
    public void count(RetentionBatch batch) {
        removed("events", batch.events().size());
        removed("images", batch.images().size());
        removed("detections", batch.detections());
    }

    /** Whether another batch is to follow: not when nothing was left, and not while the product stops. */
    public boolean goesOn(RetentionBatch batch, Exchange exchange) {
        if (batch == null || !batch.isEmpty()) {
            return !exchange.getContext().isStopping();
        }
        next = in(AFTER_SUCCESS);
        LOG.info("retention: nothing older is left; the next run is at {}", next);
        return false;
    }

    private void removed(String kind, long count) {
        meters.counter("hsi.retention.removed", "kind", kind).increment(count);
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time).plusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
    }
}
