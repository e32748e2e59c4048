package routes.detect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The clock of the routes. Used by {@code 20-detect.camel.yaml} and {@code 50-analyze.camel.yaml}. Thread-safe. */
public final class StageTimes {

    private final Clock clock;

    public StageTimes(Clock clock) {
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant();
    }

    StageTimings of(DetectionJob job, Instant detectStartedAt) {
        return new StageTimings(millis(job.timestamp(), job.pipelineStartTime()), millis(job.pipelineStartTime(), detectStartedAt),
                millis(detectStartedAt, now()));
    }

    /** Never negative: clocks of cameras and file servers differ. */
    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
