package routes.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.redisson.api.RFuture;

/** Adds jobs to one stream, each in one atomic step with the look at its length. Thread-safe. */
final class StreamSender {

    /** What became of a job. */
    enum Outcome { ADDED, DUPLICATE, DEAD_LETTERED, FULL }

    /**
     * @param value   message id, or for a duplicate the value kept by the earlier send
     * @param length  entries in the stream now
     * @param dropped older entries that were deleted to make room
     */
    record Result(Outcome outcome, String value, long length, long dropped) {
    }

    /** @param ttlSeconds life of the key, 1 or more */
    record Idempotency(String key, String value, long ttlSeconds) {
    }

    private final LuaScript send = new LuaScript("send.lua");
    private final RedisStreamConfiguration configuration;
    private final StreamKeys keys;
    private final Clock clock;

    StreamSender(RedisStreamConfiguration configuration, StreamKeys keys, Clock clock) {
        this.configuration = configuration;
        this.keys = keys;
        this.clock = clock;
    }

    String queue() {
        return keys.queue();
    }

    /** FULL when there is no room, whatever the policy; DROP_OLDEST makes room first. */
    Result send(String job, Idempotency idempotency) throws InterruptedException {
        return run(job, idempotency, "");
    }

    /** Writes the job to the dead-letter stream, unless there is room by now. */
    Result sendOrDeadLetter(String job, Idempotency idempotency, long length) throws InterruptedException {
        Failure failure = Failure.of(new QueueFullException(keys.queue(), length));
        return run(job, idempotency, DeadLetterEntry.of(job, failure, 0, null, clock.instant(), keys.queue()).toJson());
    }

    private Result run(String job, Idempotency idempotency, String deadLetter) throws InterruptedException {
        List<Object> names = new ArrayList<>(List.of(keys.stream(), keys.deadLetter()));
        if (idempotency != null) {
            names.add(configuration.getKeyPrefix() + idempotency.key());
        }
        RFuture<List<Object>> future = send.list(configuration.getRedisson(), names, configuration.getField(), job,
                configuration.getMaxSize(), configuration.getOverflowPolicy().name(), deadLetter,
                idempotency == null ? "" : idempotency.value(), idempotency == null ? "" : idempotency.ttlSeconds());
        try {
            List<Object> answer = future.get();
            return new Result(Outcome.valueOf(answer.get(0).toString().toUpperCase(Locale.ROOT)),
                    answer.get(1).toString(), Long.parseLong(answer.get(2).toString()), Long.parseLong(answer.get(3).toString()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
