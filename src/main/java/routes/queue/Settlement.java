package routes.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a delivery: acknowledged, given back for another one, or dead-lettered. Each returned future completes when Redis
 * knows, and never exceptionally: what cannot be told to Redis is claimed and done again. Thread-safe.
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private static final long NO_ROOM = -1;
    private static final double WARN_RATIO = 0.8;

    private final StreamGroup group;
    private final String queue;
    private final ConsumerOptions options;
    private final Backoff backoff;
    private final FailurePolicy policy;
    private final PauseGate gate;
    private final ClaimSchedule schedule;
    private final QueueMeters meters;
    private final RedisRetry redis;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final WarnLevel deadLetterLevel;

    /** @param stopping whether the consumer stops or is suspended */
    Settlement(StreamGroup group, String queue, ConsumerOptions options, FailurePolicy policy, PauseGate gate,
               ClaimSchedule schedule, QueueMeters meters, RedisRetry redis, Clock clock, BooleanSupplier stopping) {
        this.group = group;
        this.queue = queue;
        this.options = options;
        this.backoff = options.backoff();
        this.policy = policy;
        this.gate = gate;
        this.schedule = schedule;
        this.meters = meters;
        this.redis = redis;
        this.clock = clock;
        this.stopping = stopping;
        deadLetterLevel = new WarnLevel("dlq:" + queue, options.getMaxDeadLetters(), WARN_RATIO, "when it is full its queue pauses; requeue or delete some");
    }

    CompletableFuture<Void> succeeded(Delivery delivery) {
        gate.worked();
        meters.processed.increment();
        return ended("acknowledge", delivery, redis.run("acknowledge " + delivery.id(), () -> group.ack(delivery.id())));
    }

    /** @param inDoubt what {@link #inDoubt} said when the delivery began */
    CompletableFuture<Void> failed(Delivery delivery, boolean inDoubt, Throwable thrown) {
        Failure failure = describe(thrown);
        return switch (decide(delivery, inDoubt, thrown)) {
            case PAUSE -> pause(delivery, failure);
            case DEAD_LETTER -> deadLetter(delivery, failure);
            case RETRY -> stopping.getAsBoolean() ? leaveUndone(delivery, failure)
                    : delivery.count() >= options.getMaxDeliveries() ? deadLetter(delivery, failure) : retry(delivery, failure);
        };
    }

    /** What the job needed may have been stopped before it: nobody knows whether it is to blame. */
    private CompletableFuture<Void> leaveUndone(Delivery delivery, Failure failure) {
        LOG.info("{} {}: not done because its consumer stops ({}: {}), this delivery does not count", queue, delivery.id(),
                failure.category(), failure.error());
        return giveBack(delivery, Duration.ZERO, delivery.count() - 1, null);
    }

    /** The entry was delivered {@code maxDeliveries} times and nobody lived to say how it ended. */
    CompletableFuture<Void> poisoned(Delivery delivery) {
        long attempts = delivery.count() - 1;
        return deadLetter(new Delivery(delivery.id(), delivery.body(), attempts, delivery.firstFailedAt()),
                Failure.of(new LostDeliveryException(attempts)));
    }

    boolean inDoubt() {
        try {
            return policy.inDoubt();
        } catch (RuntimeException e) {
            LOG.error("{}: the failure policy itself failed, a failure of this delivery is taken for one of what it needs", queue, e);
            return true;
        }
    }

    private Failure describe(Throwable thrown) {
        try {
            return policy.describe(thrown);
        } catch (RuntimeException e) {
            LOG.error("{}: the failure policy itself failed", queue, e);
            return Failure.of(thrown);
        }
    }

    private FailurePolicy.Outcome decide(Delivery delivery, boolean inDoubt, Throwable thrown) {
        try {
            return policy.onFailure(thrown, inDoubt);
        } catch (RuntimeException e) {
            LOG.error("{} {}: the failure policy itself failed, the job is retried", queue, delivery.id(), e);
            return FailurePolicy.Outcome.RETRY;
        }
    }

    private CompletableFuture<Void> retry(Delivery delivery, Failure failure) {
        meters.failed.increment();
        Duration delay = backoff.delay(delivery.count());
        Instant now = clock.instant();
        LOG.warn("{} {}: delivery {} of {} failed ({}: {}), again in {} ms", queue, delivery.id(), delivery.count(),
                options.getMaxDeliveries(), failure.category(), failure.error(), delay.toMillis());
        return giveBack(delivery, delay, delivery.count(), now);
    }

    private CompletableFuture<Void> pause(Delivery delivery, Failure failure) {
        meters.paused.increment();
        gate.pause();
        LOG.info("{} {}: kept until the dependency is back ({}: {}), this delivery does not count", queue, delivery.id(),
                failure.category(), failure.error());
        // the gate is what waits; the entry itself is there as soon as that opens
        return giveBack(delivery, backoff.delay(1), delivery.count() - 1, null);
    }

    // The time until the next delivery is kept in Redis as idle time still missing: it survives this process.
    private CompletableFuture<Void> giveBack(Delivery delivery, Duration delay, long count, Instant failedAt) {
        return ended("give back", delivery, redis.run("give back " + delivery.id(), () -> group
                .release(delivery.id(), options.getClaimIdle().minus(delay), count, failedAt)
                .whenComplete((released, e) -> schedule.lookIn(delay))));
    }

    private CompletableFuture<Void> deadLetter(Delivery delivery, Failure failure) {
        String entry = DeadLetterEntry.of(delivery.body(), failure, delivery.count(), delivery.firstFailedAt(),
                clock.instant(), queue).toJson();
        return redis.run("dead-letter " + delivery.id(), () -> group.deadLetter(delivery.id(), entry, options.getMaxDeadLetters()))
                .handle((answer, thrown) -> {
                    if (thrown == null && answer == NO_ROOM) {
                        return keep(delivery, failure);
                    }
                    if (thrown == null && answer > 0) {
                        meters.deadLettered.increment();
                        LOG.error("{} {}: moved to the dead letters after {} deliveries ({}: {})", queue, delivery.id(), delivery.count(),
                                failure.category(), failure.error());
                        deadLetterLevel.observe(answer);
                    }
                    return ended("dead-letter", delivery, thrown == null ? CompletableFuture.completedFuture(answer) : CompletableFuture.failedFuture(thrown));
                }).thenCompose(settled -> settled);
    }

    /** A job that nobody could look at later would be lost: the queue waits until somebody has made room. */
    private CompletableFuture<Void> keep(Delivery delivery, Failure failure) {
        Duration delay = gate.pause();
        LOG.error("{} {}: cannot be done ({}: {}), and there are {} dead letters, as many as are kept: the queue pauses until some are requeued or deleted",
                queue, delivery.id(), failure.category(), failure.error(), options.getMaxDeadLetters());
        return giveBack(delivery, delay, delivery.count() - 1, null);
    }

    private CompletableFuture<Void> ended(String what, Delivery delivery, CompletableFuture<Long> told) {
        return told.handle((answer, failure) -> {
            if (failure != null) {
                LOG.warn("{} {}: could not {} it ({}), it may be delivered again", queue, delivery.id(), what, failure.toString());
            } else if (answer == 0) {
                LOG.info("{} {}: another consumer had taken it over before this one could {} it", queue, delivery.id(), what);
            }
            return null;
        });
    }
}
