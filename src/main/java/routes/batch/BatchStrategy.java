package routes.batch;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Aggregation strategy of route {@code batch-window}: collects the detections of a camera into a {@link Batch} and tells the
 * aggregator, in milliseconds, how long to wait from now: the idle time, cut by what is left of the window.
 * The aggregator calls it under its lock.
 */
public final class BatchStrategy implements AggregationStrategy {

    /** Exchange property that {@code completionTimeoutExpression} reads; always above 0, because 0 means no timeout. */
    public static final String TIMEOUT = "batchTimeoutMillis";

    private final Clock clock;
    private final Duration idle;
    private final Duration window;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param idleSeconds   {@code BATCH_IDLE_TIMEOUT_SECONDS}
     * @param windowSeconds {@code BATCH_WINDOW_SECONDS}
     */
    public BatchStrategy(Clock clock, double idleSeconds, double windowSeconds) {
        this.clock = clock;
        this.idle = Duration.ofMillis(Math.round(idleSeconds * 1000));
        this.window = Duration.ofMillis(Math.round(windowSeconds * 1000));
    }

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        BatchMember member = newExchange.getMessage().getBody(BatchMember.class);
        Instant now = clock.instant();
        Exchange answer = oldExchange;
        if (answer == null) {
            Batch opened = new Batch(newBatchId(), member.cameraId(), member.pipelineStartTime(), now);
            newExchange.getMessage().setBody(opened);
            newExchange.setExchangeId(opened.batchId()); // the repository confirms and recovers by it
            answer = newExchange;
        }
        Batch batch = answer.getMessage().getBody(Batch.class);
        batch.add(member, now, idle, window);
        answer.setProperty(RedisBatchRepository.ADDED, member);
        newExchange.setProperty(TIMEOUT, Math.max(1, Duration.between(now, batch.deadline()).toMillis()));
        return answer;
    }

    /** 16 hex digits: with 8, two batches would share an id within months. */
    private String newBatchId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return "batch-" + HexFormat.of().formatHex(bytes);
    }
}
