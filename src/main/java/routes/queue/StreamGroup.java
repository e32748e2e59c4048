package routes.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.StringCodec;

/**
 * One consumer's commands on one stream, each a single round trip. Thread-safe. Commands fail with Redisson's
 * exceptions when Redis does not answer.
 */
final class StreamGroup {

    private static final Duration LOST_AFTER = Duration.ofSeconds(60);

    private final LuaScript createGroup = new LuaScript("create-group.lua");
    private final LuaScript claim = new LuaScript("claim.lua");
    private final LuaScript ack = new LuaScript("ack.lua");
    private final LuaScript release = new LuaScript("release.lua");
    private final LuaScript deadLetter = new LuaScript("dead-letter.lua");
    private final LuaScript keep = new LuaScript("keep.lua");
    private final LuaScript leave = new LuaScript("leave.lua");

    private final RedissonClient redisson;
    private final StreamKeys keys;
    private final String field;
    private final String group;
    private final String consumer;
    private final AckGroups acks;

    StreamGroup(RedissonClient redisson, StreamKeys keys, String field, String group, String consumer) {
        this.redisson = redisson;
        this.keys = keys;
        this.field = field;
        this.group = group;
        this.consumer = consumer;
        acks = new AckGroups(ids -> {
            List<Object> arguments = new ArrayList<>(List.of(group));
            arguments.addAll(ids);
            return ack.list(redisson, List.of(keys.stream(), keys.firstFailed()), arguments.toArray());
        });
    }

    void create() throws InterruptedException {
        await(createGroup.number(redisson, List.of(keys.stream()), group), Duration.ZERO);
    }

    /** Entries never delivered before; waits up to {@code block} for the first. */
    List<Delivery> readNew(int limit, Duration block) throws InterruptedException {
        RFuture<?> read = redisson.<String, String>getStream(keys.stream(), StringCodec.INSTANCE).readGroupAsync(
                group, consumer, StreamReadGroupArgs.neverDelivered().count(limit).timeout(block));
        Object answer = await(read, block);
        List<Delivery> deliveries = new ArrayList<>();
        if (answer instanceof Map<?, ?> entries) {
            entries.forEach((id, fields) -> deliveries.add(new Delivery(id.toString(), text(fields), 1, null)));
        } else if (answer != null) {
            // Redisson's answer, an empty list, when Redis gave none in time
            throw new RedisTimeoutException("Redis does not answer");
        }
        return deliveries;
    }

    /**
     * Entries that nobody works on: this consumer's own that are not in {@code held}, and any left untouched for
     * {@code idle}. Each counts as one more delivery.
     *
     * @param longestIdleFirst of the entries left untouched those first that were so longest; otherwise those that were sent first
     */
    List<Delivery> claim(Duration idle, int limit, Collection<String> held, boolean longestIdleFirst) throws InterruptedException {
        List<Object> arguments = new ArrayList<>(List.of(group, consumer, field, idle.toMillis(), limit, longestIdleFirst ? "idle" : "sent"));
        arguments.addAll(held);
        List<Object> answer = await(claim.list(redisson, List.of(keys.stream(), keys.firstFailed()), arguments.toArray()), Duration.ZERO);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 4) {
            String failed = answer.get(i + 3).toString();
            deliveries.add(new Delivery(answer.get(i).toString(), answer.get(i + 1).toString(),
                    Long.parseLong(answer.get(i + 2).toString()),
                    failed.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(failed))));
        }
        return deliveries;
    }

    CompletionStage<Long> ack(String id) {
        return acks.ack(id);
    }

    /**
     * Gives an entry back.
     *
     * @param idle     how long it shall count as untouched from now on
     * @param count    deliveries to remember
     * @param failedAt time of this failure, null when it did not fail
     * @return 0 when another consumer had taken it over
     */
    CompletionStage<Long> release(String id, Duration idle, long count, Instant failedAt) {
        return release.number(redisson, List.of(keys.stream(), keys.firstFailed()), group, consumer, id,
                Math.max(0, idle.toMillis()), count, failedAt == null ? "" : Long.toString(failedAt.toEpochMilli()));
    }

    /**
     * @param most dead letters that may lie there, 0 = any number
     * @return how many lie there now, 0 when another consumer had taken it over, -1 when there is no room and it stays where it is
     */
    CompletionStage<Long> deadLetter(String id, String entry, int most) {
        return deadLetter.number(redisson, List.of(keys.stream(), keys.firstFailed(), keys.deadLetter()),
                group, consumer, id, entry, most);
    }

    /** @return how many of them are still this consumer's */
    CompletionStage<Long> keep(Collection<String> ids) {
        List<Object> arguments = new ArrayList<>(List.of(group, consumer));
        arguments.addAll(ids);
        return keep.number(redisson, List.of(keys.stream()), arguments.toArray());
    }

    /** @return how many entries were given up */
    CompletionStage<Long> leave(Duration claimIdle) {
        return leave.number(redisson, List.of(keys.stream()), group, consumer, claimIdle.toMillis());
    }

    private String text(Object fields) {
        Object value = ((Map<?, ?>) fields).get(field);
        return value == null ? "" : value.toString();
    }

    // The client has time limits of its own; this one is for an answer that it has lost for good.
    private static <T> T await(RFuture<T> answer, Duration block) throws InterruptedException {
        try {
            return answer.get(block.plus(LOST_AFTER).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new RedisTimeoutException("no answer within " + block.plus(LOST_AFTER).toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
