package routes.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Consumer;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.StreamMessageId;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * Reads the paths from the Redis streams {@code detection_queue} and {@code dlq:detection_queue}, page by page.
 * Used by {@link Sweep}. Thread-safe; throws what Redisson throws when Redis does not answer.
 */
public final class RedisQueuedFiles implements QueuedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RedisQueuedFiles.class);
    private static final String QUEUE = "detection_queue";

    private final RedissonClient redisson;
    private final String keyPrefix;
    private final int pageSize;

    /**
     * @param keyPrefix of all keys, may be empty
     * @param pageSize  entries per XRANGE, for example 1000
     */
    public RedisQueuedFiles(RedissonClient redisson, String keyPrefix, int pageSize) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix;
        this.pageSize = pageSize;
    }

    @Override
    public void forEach(Consumer<String> path) {
        read(keyPrefix + QUEUE, "job", "", path);
        read(keyPrefix + "dlq:" + QUEUE, "entry", "/original_job", path);
    }

    private void read(String key, String field, String pointer, Consumer<String> path) {
        RStream<String, String> stream = redisson.getStream(key, StringCodec.INSTANCE);
        StreamMessageId from = StreamMessageId.MIN;
        Map<StreamMessageId, Map<String, String>> page;
        do {
            page = stream.range(pageSize, from, StreamMessageId.MAX);
            for (Map.Entry<StreamMessageId, Map<String, String>> message : page.entrySet()) {
                from = new StreamMessageId(message.getKey().getId0(), message.getKey().getId1() + 1);
                accept(key, message.getKey(), message.getValue().get(field), pointer, path);
            }
        } while (page.size() == pageSize);
    }

    private static void accept(String key, StreamMessageId id, String json, String pointer, Consumer<String> path) {
        try {
            JsonNode filePath = Json.mapper().readTree(json == null ? "" : json).at(pointer + "/file_path");
            if (filePath.isTextual()) {
                path.accept(filePath.textValue());
            }
        } catch (JsonProcessingException e) {
            LOG.debug("entry {} of {} is no JSON and names no file; its consumer will refuse it", id, key);
        }
    }
}
