package routes.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.CloseReason;
import routes.batch.BatchFence.Change;
import routes.cluster.NotLeaderException;
import routes.config.Json;

/**
 * The batches in Redis: one hash {@code batch:open:{camera_id}} per open batch and one hash {@code batch:closing:{batch_id}} per
 * closed one that is not handed over yet, named in the set {@code batch:closing}. A detection costs one field, whatever the batch holds already.
 * <p>Changes of a camera are kept in order in memory and written by {@link #flush} in one atomic step; while Redis is away they
 * wait, and what waits is bounded because nothing that causes them is acknowledged. Only the instance that took over last can write
 * ({@link BatchFence}). A hash that holds no batch is put aside under {@code batch:unreadable:}, so that it stops nobody. Thread-safe.
 */
public final class BatchJournal {

    private static final Logger LOG = LoggerFactory.getLogger(BatchJournal.class);
    private static final String MEMBER = "d:";
    private static final Duration ASIDE = Duration.ofDays(7);

    private final RedissonClient redisson;
    private final BatchFence fence;
    private final String openPrefix;
    private final String closingPrefix;
    private final String closingKey;
    private final String asidePrefix;
    private final AtomicLong changes = new AtomicLong();
    private final Map<String, List<Change>> pending = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public BatchJournal(RedissonClient redisson, String keyPrefix) {
        this.redisson = redisson;
        this.fence = new BatchFence(redisson, keyPrefix + "batch:leader", keyPrefix + "batch:written");
        this.openPrefix = keyPrefix + "batch:open:";
        this.closingKey = keyPrefix + "batch:closing";
        this.closingPrefix = closingKey + ":";
        this.asidePrefix = keyPrefix + "batch:unreadable:";
    }

    /** From now on this instance alone can write; what others wrote before can be loaded. */
    void takeOver() {
        forget();
        fence.take();
    }

    /** Whether no other instance has taken over. */
    boolean isInCharge() {
        return fence.isHeld();
    }

    /** Writes nothing any more, not even what was recorded and not flushed: another instance has it from the queue again. */
    void resign() {
        fence.drop();
        forget();
    }

    private void forget() {
        pending.clear();
    }

    void added(Batch batch, BatchMember member) {
        List<String> set = new ArrayList<>(List.of("HSET", openPrefix + batch.cameraId()));
        header(batch).forEach((field, value) -> set.addAll(List.of(field, value)));
        set.addAll(List.of(MEMBER + member.id(), json(member)));
        record(batch.cameraId(), set);
    }

    void closed(ClosedBatch closed) {
        Batch batch = closed.batch();
        record(batch.cameraId(), List.of("HSET", openPrefix + batch.cameraId(), "completed_by", closed.completedBy()));
        record(batch.cameraId(), List.of("RENAME", openPrefix + batch.cameraId(), closingPrefix + batch.batchId()));
        record(batch.cameraId(), List.of("SADD", closingKey, batch.batchId()));
    }

    void confirmed(Batch batch) {
        record(batch.cameraId(), List.of("DEL", closingPrefix + batch.batchId()));
        record(batch.cameraId(), List.of("SREM", closingKey, batch.batchId()));
    }

    private void record(String cameraId, List<String> command) {
        pending.compute(cameraId, (id, earlier) -> {
            List<Change> list = earlier == null ? new ArrayList<>() : earlier;
            list.add(new Change(changes.incrementAndGet(), command));
            return list;
        });
    }

    /**
     * Makes everything recorded for this camera durable; route {@code batch} calls it before it acknowledges a message, route
     * {@code batch-window} before it hands a batch over. Returns when all changes recorded before the call are in Redis.
     *
     * @throws RedisException     when Redis is away; the changes stay recorded
     * @throws NotLeaderException when another instance is in charge
     */
    public void flush(String cameraId) {
        synchronized (locks.computeIfAbsent(cameraId, id -> new Object())) {
            List<Change> recorded = pending.remove(cameraId);
            if (recorded == null) {
                return;
            }
            try {
                fence.write(cameraId, recorded);
            } catch (RuntimeException e) {
                pending.merge(cameraId, recorded, (later, earlier) -> {
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
        } catch (RedisException | NotLeaderException e) {
            LOG.warn("camera {}: state of its batch is not in Redis yet, it is written a little later ({})", cameraId, e.getMessage());
        }
    }

    /** Writes what an outage has left over: a camera that is silent since then causes no other flush. */
    void flushLeftOver() {
        pending.keySet().forEach(this::flushLater);
    }

    List<Batch> loadOpen() {
        List<Batch> batches = new ArrayList<>();
        load(openPrefix).forEach((key, fields) -> read(key, fields, key.substring(openPrefix.length())).ifPresent(batches::add));
        return batches;
    }

    List<ClosedBatch> loadClosing() {
        List<ClosedBatch> batches = new ArrayList<>();
        load(closingPrefix).forEach((key, fields) -> readClosed(key, fields).ifPresent(batches::add));
        return batches;
    }

    /** Names of the closed batches that Redis has. */
    Set<String> closingIds() {
        return redisson.<String>getSet(closingKey, StringCodec.INSTANCE).readAll();
    }

    /** @return empty, and the name is forgotten, when Redis has no more than that, or nothing that is a batch */
    Optional<ClosedBatch> loadClosing(String batchId) {
        Map<String, String> fields = redisson.<String, String>getMap(closingPrefix + batchId, StringCodec.INSTANCE).readAllMap();
        if (fields.isEmpty()) {
            redisson.<String>getSet(closingKey, StringCodec.INSTANCE).remove(batchId);
            return Optional.empty();
        }
        return readClosed(closingPrefix + batchId, fields);
    }

    private Optional<ClosedBatch> readClosed(String key, Map<String, String> fields) {
        String batchId = key.substring(closingPrefix.length());
        Optional<Batch> batch = read(key, fields, batchId);
        if (batch.isEmpty()) {
            record(batchId, List.of("SREM", closingKey, batchId));
            flushLater(batchId);
        }
        return batch.map(read -> new ClosedBatch(read, fields.getOrDefault("completed_by", "timeout")));
    }

    /** @param order among whose changes it is put aside when it is no batch: those of its camera that come later must find the key free */
    private Optional<Batch> read(String key, Map<String, String> fields, String order) {
        try {
            return Optional.of(batch(fields));
        } catch (RuntimeException e) { // the fields are in memory: whatever it is, they will never be a batch
            String aside = asidePrefix + key.substring(openPrefix.length() - "open:".length());
            LOG.warn("{} in Redis is no batch ({}): put aside as {} for {} days; route repair queues its detections again", key, e.getMessage(), aside,
                    ASIDE.toDays());
            record(order, List.of("RENAME", key, aside));
            record(order, List.of("EXPIRE", aside, Long.toString(ASIDE.toSeconds())));
            flushLater(order);
            return Optional.empty();
        }
    }

    private Map<String, Map<String, String>> load(String prefix) {
        Map<String, Map<String, String>> found = new HashMap<>();
        for (String key : redisson.getKeys().getKeys(KeysScanOptions.defaults().pattern(glob(prefix) + "*").chunkSize(1_000))) {
            Map<String, String> fields = redisson.<String, String>getMap(key, StringCodec.INSTANCE).readAllMap();
            if (!fields.isEmpty()) {
                found.put(key, fields);
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

    private static Batch batch(Map<String, String> fields) {
        Batch batch = new Batch(field(fields, "batch_id"), field(fields, "camera_id"), Instant.parse(field(fields, "pipeline_start_time")),
                Instant.parse(field(fields, "first_at")));
        List<BatchMember> members = fields.entrySet().stream().filter(f -> f.getKey().startsWith(MEMBER)).map(f -> member(f.getValue())).toList();
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no detection");
        }
        batch.restore(members, Instant.parse(field(fields, "deadline")), CloseReason.valueOf(field(fields, "reason")));
        return batch;
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
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
