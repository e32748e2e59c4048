package routes.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.api.stream.StreamRangeArgs;
import org.redisson.client.codec.StringCodec;
import routes.queue.DeadLetters;

/** What a test sends to and looks at in the streams. */
final class FlowQueues {

    private final RedissonClient redisson;
    private final String prefix;

    FlowQueues(RedissonClient redisson, String prefix) {
        this.redisson = redisson;
        this.prefix = prefix;
    }

    void send(String queue, String job) {
        stream(queue).add(StreamAddArgs.entry("job", job));
    }

    /** Entries that wait or are in work. */
    long depth(String queue) {
        return stream(queue).size();
    }

    List<JsonNode> deadLetters(String queue) {
        Map<StreamMessageId, Map<String, String>> entries = stream("dlq:" + queue).range(StreamRangeArgs.startId(StreamMessageId.MIN).endId(StreamMessageId.MAX));
        return entries.values().stream().map(fields -> FlowDatabase.json(fields.get("entry"))).toList();
    }

    /** The one dead letter about this camera; fails while there is none. */
    JsonNode deadLetter(String queue, String cameraId) {
        return deadLetters(queue).stream().filter(entry -> entry.path("original_job").path("camera_id").asText().equals(cameraId)).findFirst()
                .orElseThrow(() -> new AssertionError("no dead letter about " + cameraId));
    }

    void requeueAll(String queue) {
        new DeadLetters(redisson, prefix).requeueAll(queue);
    }

    void forgetDeadLetters(String queue) {
        stream("dlq:" + queue).delete();
    }

    void keep(String key, String value) {
        redisson.getBucket(prefix + key, StringCodec.INSTANCE).set(value);
    }

    long keys(String pattern) {
        return redisson.getKeys().getKeysStreamByPattern(prefix + pattern).count();
    }

    private RStream<String, String> stream(String name) {
        return redisson.getStream(prefix + name, StringCodec.INSTANCE);
    }
}
