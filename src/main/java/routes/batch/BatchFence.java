package routes.batch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import routes.cluster.NotLeaderException;

/**
 * Lets one instance write to the batches: the one whose name stands in the key {@code batch:leader}. Whoever takes over writes its own
 * name there, and from then on Redis refuses everything that an earlier leader still sends, however late that one notices. A key that
 * was lost with Redis' data is written again. Cameras that write at the same time share a round trip. Changes are numbered, because a
 * client that got no answer sends again what may have been carried out. Thread-safe.
 */
final class BatchFence {

    private static final String WRITE = """
            -- KEYS leader, numbers written last by camera
            -- ARGV name of the writer, then for each camera its id, how many changes, and for each change its number, how many words, the words
            local leader = redis.call('GET', KEYS[1])
            if not leader then
              redis.call('SET', KEYS[1], ARGV[1])
            elseif leader ~= ARGV[1] then
              return leader
            end
            local i = 2
            while i <= #ARGV do
              local camera = ARGV[i]
              local changes = tonumber(ARGV[i + 1])
              i = i + 2
              local written = tonumber(redis.call('HGET', KEYS[2], camera) or '0')
              local number = written
              for _ = 1, changes do
                number = tonumber(ARGV[i])
                local words = tonumber(ARGV[i + 1])
                -- nothing to rename when Redis has lost it
                if number > written and (ARGV[i + 2] ~= 'RENAME' or redis.call('EXISTS', ARGV[i + 3]) == 1) then
                  redis.call(unpack(ARGV, i + 2, i + 1 + words))
                end
                i = i + words + 2
              end
              redis.call('HSET', KEYS[2], camera, math.max(number, written))
            end
            return ''
            """;

    private final RedissonClient redisson;
    private final String key;
    private final String writtenKey;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
    private volatile String name;

    private record Write(String cameraId, List<Change> changes, CompletableFuture<Void> done) {

        private void addTo(List<Object> words) {
            words.add(cameraId);
            words.add(Integer.toString(changes.size()));
            for (Change change : changes) {
                words.add(Long.toString(change.number()));
                words.add(Integer.toString(change.command().size()));
                words.addAll(change.command());
            }
        }
    }

    /** @param number increases with every change of this process */
    record Change(long number, List<String> command) {
    }

    BatchFence(RedissonClient redisson, String key, String writtenKey) {
        this.redisson = redisson;
        this.key = key;
        this.writtenKey = writtenKey;
    }

    void take() {
        String mine = host() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
        RBatch together = redisson.createBatch(BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC));
        together.getBucket(key, StringCodec.INSTANCE).setAsync(mine);
        together.getKeys().deleteAsync(writtenKey);
        together.execute();
        name = mine;
    }

    boolean isHeld() {
        String mine = name;
        String leader = redisson.<String>getBucket(key, StringCodec.INSTANCE).get();
        return mine != null && (leader == null || leader.equals(mine));
    }

    void drop() {
        name = null;
    }

    /**
     * Carries the changes of a camera out together and in order; not to be called twice at a time for the same camera. One that was
     * written before, and whose answer was lost, does nothing.
     *
     * @throws NotLeaderException when another instance has taken over; none is carried out then
     */
    void write(String cameraId, List<Change> changes) {
        Write mine = new Write(cameraId, changes, new CompletableFuture<>());
        waiting.add(mine);
        sendNext();
        try {
            mine.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** One round trip at a time; what is added meanwhile goes with the next one. */
    private void sendNext() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        List<Write> writes = new ArrayList<>();
        for (Write next = waiting.poll(); next != null; next = waiting.poll()) {
            writes.add(next);
        }
        if (writes.isEmpty()) {
            ended();
            return;
        }
        send(writes).whenComplete((leader, failure) -> {
            if (failure != null) {
                writes.forEach(write -> write.done().completeExceptionally(failure));
            } else if (!leader.isEmpty()) {
                NotLeaderException refused = new NotLeaderException("the batches are led by " + leader + " now");
                writes.forEach(write -> write.done().completeExceptionally(refused));
            } else {
                writes.forEach(write -> write.done().complete(null));
            }
            ended();
        });
    }

    private void ended() {
        underWay.set(false);
        if (!waiting.isEmpty()) {
            sendNext();
        }
    }

    /** @return the name of the instance that leads instead; empty when all was carried out */
    private CompletionStage<String> send(List<Write> writes) {
        String mine = name;
        if (mine == null) {
            return CompletableFuture.failedFuture(new NotLeaderException("this instance does not lead the batches"));
        }
        List<Object> words = new ArrayList<>(List.of(mine));
        writes.forEach(write -> write.addTo(words));
        try {
            return redisson.getScript(StringCodec.INSTANCE)
                    .evalAsync(RScript.Mode.READ_WRITE, WRITE, RScript.ReturnType.VALUE, List.of(key, writtenKey), words.toArray());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
