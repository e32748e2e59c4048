package routes.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamRangeArgs;
import org.redisson.client.codec.StringCodec;

/**
 * What operators do with jobs that were given up. A queue is named without key prefix; its dead letters lie in
 * {@code dlq:<queue>}. Thread-safe; every method fails with Redisson's exceptions while Redis is away.
 * Used by the {@code api} route.
 */
public final class DeadLetters {

    private static final Pattern ID = Pattern.compile("\\d{1,19}-\\d{1,19}");
    private static final int BATCH = 100;

    private final LuaScript requeue = new LuaScript("requeue.lua");
    private final RedissonClient redisson;
    private final String keyPrefix;
    private final String jobField;

    public DeadLetters(RedissonClient redisson, String keyPrefix) {
        this(redisson, keyPrefix, "job");
    }

    /** @param jobField field of the queue's entries that holds the job */
    public DeadLetters(RedissonClient redisson, String keyPrefix, String jobField) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix;
        this.jobField = jobField;
    }

    /**
     * @param items      oldest first
     * @param nextCursor for the next page, null when this is the last
     */
    public record Page(List<DeadLetter> items, String nextCursor) {
    }

    /**
     * @param cursor null for the first page, else the last page's {@code nextCursor}
     * @param limit  1..1000
     * @throws IllegalArgumentException when the cursor is none of ours or the limit is out of range
     */
    public Page list(String queue, String cursor, int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, not " + limit);
        }
        StreamRangeArgs range = cursor == null
                ? StreamRangeArgs.startId(StreamMessageId.MIN).endId(StreamMessageId.MAX).count(limit + 1)
                : StreamRangeArgs.startIdExclusive(id(cursor)).endId(StreamMessageId.MAX).count(limit + 1);
        List<DeadLetter> items = new ArrayList<>();
        stream(queue).range(range).forEach((id, fields) ->
                items.add(new DeadLetter(id.toString(), entry(queue, id, fields))));
        boolean more = items.size() > limit;
        List<DeadLetter> page = more ? items.subList(0, limit) : items;
        return new Page(List.copyOf(page), more ? page.get(limit - 1).id() : null);
    }

    /** One job that was given up, if it is there. */
    public Optional<DeadLetter> find(String queue, String id) {
        StreamMessageId one = id(id);
        return stream(queue).range(StreamRangeArgs.startId(one).endId(one)).entrySet().stream().findFirst()
                .map(found -> new DeadLetter(id, entry(queue, found.getKey(), found.getValue())));
    }

    private static DeadLetterEntry entry(String queue, StreamMessageId id, Map<String, String> fields) {
        return DeadLetterEntry.read(fields, Instant.ofEpochMilli(id.getId0()), queue);
    }

    public long count(String queue) {
        return stream(queue).size();
    }

    /** Puts one job back with fresh deliveries, whatever the queue's size limit. False when there is no such dead letter. */
    public boolean requeue(String queue, String id) {
        StreamMessageId one = id(id);
        Map<StreamMessageId, Map<String, String>> found = stream(queue).range(StreamRangeArgs.startId(one).endId(one));
        return move(queue, found) == 1;
    }

    /**
     * Puts all jobs back that are there when it starts, oldest first; each moves in one step, so that an interruption
     * loses and doubles nothing.
     *
     * @return how many moved
     */
    public long requeueAll(String queue) {
        Iterator<StreamMessageId> newest = stream(queue)
                .rangeReversed(StreamRangeArgs.startId(StreamMessageId.MAX).endId(StreamMessageId.MIN).count(1)).keySet().iterator();
        if (!newest.hasNext()) {
            return 0;
        }
        StreamMessageId last = newest.next();
        long moved = 0;
        while (true) {
            Map<StreamMessageId, Map<String, String>> batch = stream(queue)
                    .range(StreamRangeArgs.startId(StreamMessageId.MIN).endId(last).count(BATCH));
            if (batch.isEmpty()) {
                return moved;
            }
            moved += move(queue, batch);
        }
    }

    /** False when there is no such dead letter. */
    public boolean delete(String queue, String id) {
        return stream(queue).remove(id(id)) == 1;
    }

    private long move(String queue, Map<StreamMessageId, Map<String, String>> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        List<Object> arguments = new ArrayList<>(List.of(jobField));
        entries.forEach((id, fields) -> {
            arguments.add(id.toString());
            arguments.add(entry(queue, id, fields).job());
        });
        try {
            return requeue.number(redisson, List.of(keyPrefix + "dlq:" + queue, keyPrefix + queue), arguments.toArray())
                    .toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private RStream<String, String> stream(String queue) {
        return redisson.getStream(keyPrefix + "dlq:" + queue, StringCodec.INSTANCE);
    }

    private static StreamMessageId id(String text) {
        if (text == null || !ID.matcher(text).matches()) {
            throw new IllegalArgumentException("not a message id");
        }
        String[] parts = text.split("-");
        return new StreamMessageId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
}
