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

    /** @param ttlSeconds life of the key, 1 or more */
    record Attachment(String key, byte[] bytes, long ttlSeconds) {
    }

    /** What is kept in one step with the entry; null = nothing. */
    record Companions(Idempotency idempotency, Attachment attachment) {

        private String idempotencyKey(String prefix) {
            return idempotency == null ? "" : prefix + idempotency.key();
        }

        private String attachmentKey(String prefix) {
            return attachment == null ? "" : prefix + attachment.key();
        }

        private List<Object> arguments() {
            return List.of(idempotency == null ? "" : idempotency.value(), idempotency == null ? "" : idempotency.ttlSeconds(),
                    attachment == null ? "" : attachment.bytes(), attachment == null ? "" : attachment.ttlSeconds());
        }
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

    /** FULL when there is no room, whatever the policy; DROP_OLDEST makes room first, unless all entries are in work. */
    Result send(String job, Companions companions) throws InterruptedException {
        return run(job, companions, "");
    }

    /** Writes the job to the dead-letter stream, unless there is room in the queue by now; FULL when there is none in either. */
    Result sendOrDeadLetter(String job, Companions companions, long length) throws InterruptedException {
        Failure failure = Failure.of(new QueueFullException(keys.queue(), length));
        return run(job, companions, DeadLetterEntry.of(job, failure, 0, null, clock.instant(), keys.queue()).toJson());
    }

    private Result run(String job, Companions companions, String deadLetter) throws InterruptedException {
        String prefix = configuration.getKeyPrefix();
        List<Object> arguments = new ArrayList<>(List.of(configuration.getField(), job, configuration.getMaxSize(),
                configuration.getOverflowPolicy().name(), deadLetter));
        arguments.addAll(companions.arguments());
        arguments.add(configuration.getMaxDeadLetters());
        RFuture<List<Object>> future = send.list(configuration.getRedisson(),
                List.of(keys.stream(), keys.deadLetter(), companions.idempotencyKey(prefix), companions.attachmentKey(prefix), keys.firstFailed()), arguments.toArray());
        try {
            List<Object> answer = future.get();
            return new Result(Outcome.valueOf(answer.get(0).toString().toUpperCase(Locale.ROOT)),
                    answer.get(1).toString(), Long.parseLong(answer.get(2).toString()), Long.parseLong(answer.get(3).toString()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
