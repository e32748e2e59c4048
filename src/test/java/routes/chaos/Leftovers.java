package routes.chaos;

import java.util.Map;
import java.util.TreeMap;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** What Redis still holds of work: nothing, once all is done. */
final class Leftovers {

    private static final String[] STREAMS = {"detection_queue", "batch_queue", "analysis_queue", "analysis_queue:fast"};

    private final RedissonClient redisson;

    Leftovers(RedissonClient redisson) {
        this.redisson = redisson;
    }

    /** Name of a key with what is in it: entries of queues (those in work included) and of dead letters, batches that are open or being closed. */
    Map<String, Long> all() {
        Map<String, Long> found = new TreeMap<>();
        for (String stream : STREAMS) {
            note(found, stream, redisson.getStream(stream).size());
            note(found, "dlq:" + stream, redisson.getStream("dlq:" + stream).size());
            note(found, "pending in " + stream, pending(stream));
        }
        redisson.getKeys().getKeysByPattern("batch:open:*").forEach(key -> note(found, key, 1));
        redisson.getKeys().getKeysByPattern("batch:closing:*").forEach(key -> note(found, key, 1));
        return found;
    }

    private long pending(String stream) {
        Long pending = redisson.getScript(StringCodec.INSTANCE).eval(RScript.Mode.READ_ONLY, """
                if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
                local all = 0
                for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
                  for i = 1, #group, 2 do
                    if group[i] == 'pending' then all = all + group[i + 1] end
                  end
                end
                return all
                """, RScript.ReturnType.INTEGER, java.util.List.of(stream));
        return pending;
    }

    private static void note(Map<String, Long> found, String name, long count) {
        if (count > 0) {
            found.put(name, count);
        }
    }
}
