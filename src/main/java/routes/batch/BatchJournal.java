package routes.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.CloseReason;
import routes.config.Json;

/**
 * The batches in Redis: one hash {@code batch:open:{camera_id}} per open batch and one hash {@code batch:closing:{batch_id}} per
 * closed one that is not handed over yet. A detection costs one field, whatever the batch holds already.
 * <p>Changes of a camera are kept in order in memory and written by {@link #flush} in one MULTI/EXEC; while Redis is away they
 * wait, and what waits is bounded because nothing that causes them is acknowledged. Thread-safe.
 */
public final class BatchJournal {

    private static final Logger LOG = LoggerFactory.getLogger(BatchJournal.class);
    private static final String MEMBER = "d:";
    /** Written twice it does nothing: a connection that breaks inside of a transaction leaves open which of its commands were executed. */
    private static final String CLOSE = """
            if redis.call('HGET', KEYS[1], 'batch_id') == ARGV[1] then
              redis.call('HSET', KEYS[1], 'completed_by', ARGV[2])
              redis.call('RENAME', KEYS[1], KEYS[2])
            end
            return 1""";

    private final RedissonClient redisson;
    private final String openPrefix;
    private final String closingPrefix;
    private final Map<String, List<Change>> pending = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public BatchJournal(RedissonClient redisson, String keyPrefix) {
        this.redisson = redisson;
        this.openPrefix = keyPrefix + "batch:open:";
        this.closingPrefix = keyPrefix + "batch:closing:";
    }

    private interface Change {
        void write(RBatch redis);
    }

    void added(Batch batch, BatchMember member) {
        Map<String, String> fields = header(batch);
        fields.put(MEMBER + member.id(), json(member));
        record(batch.cameraId(), redis -> redis.<String, String>getMap(openPrefix + batch.cameraId(), StringCodec.INSTANCE).putAllAsync(fields));
    }

    void closed(ClosedBatch closed) {
        Batch batch = closed.batch();
        List<Object> keys = List.of(openPrefix + batch.cameraId(), closingPrefix + batch.batchId());
        record(batch.cameraId(), redis -> redis.getScript(StringCodec.INSTANCE).evalAsync(RScript.Mode.READ_WRITE, CLOSE, RScript.ReturnType.VALUE, keys,
                batch.batchId(), closed.completedBy()));
    }

    void confirmed(Batch batch) {
        record(batch.cameraId(), redis -> redis.getMap(closingPrefix + batch.batchId(), StringCodec.INSTANCE).deleteAsync());
    }

    private void record(String cameraId, Change change) {
        pending.compute(cameraId, (id, changes) -> {
            List<Change> list = changes == null ? new ArrayList<>() : changes;
            list.add(change);
            return list;
        });
    }

    /**
     * Makes everything recorded for this camera durable; route {@code batch} calls it before it acknowledges a message. Returns when all
     * changes recorded before the call are in Redis.
     *
     * @throws RedisException when Redis is away; the changes stay recorded
     */
    public void flush(String cameraId) {
        synchronized (locks.computeIfAbsent(cameraId, id -> new Object())) {
            List<Change> changes = pending.remove(cameraId);
            if (changes == null) {
                return;
            }
            try {
                RBatch redis = redisson.createBatch(BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC));
                changes.forEach(change -> change.write(redis));
                redis.execute();
            } catch (RuntimeException e) {
                pending.merge(cameraId, changes, (later, earlier) -> {
                    List<Change> all = new ArrayList<>(earlier);
                    all.addAll(later);
                    return all;
                });
                throw e;
            }
        }
    }

    /** Like {@link #flush}, for changes that a later flush may as well write. */
    void flushLater(String cameraId) {
        try {
            flush(cameraId);
        } catch (RedisException e) {
            LOG.warn("camera {}: state of its batch is written to Redis a little later ({})", cameraId, e.getMessage());
        }
    }

    /** Writes what an outage has left over: a camera that is silent since then causes no other flush. */
    void flushLeftOver() {
        pending.keySet().forEach(this::flushLater);
    }

    List<Batch> loadOpen() {
        return load(openPrefix).stream().map(this::batch).toList();
    }

    List<ClosedBatch> loadClosing() {
        return load(closingPrefix).stream().map(fields -> new ClosedBatch(batch(fields), fields.getOrDefault("completed_by", "timeout"))).toList();
    }

    private List<Map<String, String>> load(String prefix) {
        List<Map<String, String>> found = new ArrayList<>();
        for (String key : redisson.getKeys().getKeys(KeysScanOptions.defaults().pattern(glob(prefix) + "*").chunkSize(1_000))) {
            Map<String, String> fields = redisson.<String, String>getMap(key, StringCodec.INSTANCE).readAllMap();
            if (!fields.isEmpty()) {
                found.add(fields);
            }
        }
        return found;
    }

    private static String glob(String prefix) {
        return prefix.replaceAll("([\\\\\\[\\]*?])", "\\\\$1");
    }

    private static Map<String, String> header(Batch batch) {
        Map<String, String> fields = new HashMap<>();
        fields.put("batch_id", batch.batchId());
        fields.put("camera_id", batch.cameraId());
        fields.put("pipeline_start_time", batch.pipelineStartTime().toString());
        fields.put("first_at", batch.firstAt().toString());
        fields.put("deadline", batch.deadline().toString());
        fields.put("reason", batch.reason().name());
        return fields;
    }

    private Batch batch(Map<String, String> fields) {
        Batch batch = new Batch(fields.get("batch_id"), fields.get("camera_id"), Instant.parse(fields.get("pipeline_start_time")),
                Instant.parse(fields.get("first_at")));
        List<BatchMember> members = fields.entrySet().stream().filter(f -> f.getKey().startsWith(MEMBER)).map(f -> member(f.getValue())).toList();
        batch.restore(members, Instant.parse(fields.get("deadline")), CloseReason.valueOf(fields.get("reason")));
        return batch;
    }

    private static String json(BatchMember member) {
        try {
            return Json.mapper().writeValueAsString(member);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BatchMember member(String json) {
        try {
            return Json.mapper().readValue(json, BatchMember.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
