package routes.queue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.RedissonShutdownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a command until Redis has taken it, so that finished work is not done again only because Redis was away. */
final class RedisRetry {

    private static final Logger LOG = LoggerFactory.getLogger(RedisRetry.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

    private final ScheduledExecutorService scheduler;

    RedisRetry(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Completes when Redis has answered; exceptionally when repeating makes no sense: the stream or group is gone, or
     * this process stops.
     *
     * @param what for the log, for example {@code acknowledge detection_queue 1-0}
     */
    CompletableFuture<Long> run(String what, Supplier<CompletionStage<Long>> command) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        attempt(what, command, 1, done);
        return done;
    }

    private void attempt(String what, Supplier<CompletionStage<Long>> command, int attempt, CompletableFuture<Long> done) {
        start(command).whenComplete((answer, failure) -> {
            if (failure == null) {
                done.complete(answer);
                return;
            }
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (isFinal(cause)) {
                done.completeExceptionally(cause);
                return;
            }
            Duration delay = BACKOFF.delay(attempt);
            LOG.debug("could not {}, again in {} ms", what, delay.toMillis(), cause);
            try {
                scheduler.schedule(() -> attempt(what, command, attempt + 1, done), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                done.completeExceptionally(cause);
            }
        });
    }

    private static CompletionStage<Long> start(Supplier<CompletionStage<Long>> command) {
        try {
            return command.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isFinal(Throwable cause) {
        return cause instanceof RedissonShutdownException
                || cause.getMessage() != null && cause.getMessage().contains("NOGROUP");
    }
}
