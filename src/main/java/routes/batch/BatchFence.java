package routes.batch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.redisson.api.RBucket;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import routes.cluster.NotLeaderException;

/**
 * Lets one instance write to the batches: the one whose name stands in the key {@code batch:leader}. Whoever takes over writes its own
 * name there, and from then on Redis refuses everything that an earlier leader still sends, however late that one notices. A key that
 * was lost with Redis' data is written again. Thread-safe.
 */
final class BatchFence {

    private static final String WRITE = """
            -- KEYS leader  ARGV name of the writer, then for each command the number of its words and the words
            local leader = redis.call('GET', KEYS[1])
            if not leader then
              redis.call('SET', KEYS[1], ARGV[1])
            elseif leader ~= ARGV[1] then
              return leader
            end
            local i = 2
            while i <= #ARGV do
              local words = tonumber(ARGV[i])
              -- nothing to rename when Redis has lost it
              if ARGV[i + 1] ~= 'RENAME' or redis.call('EXISTS', ARGV[i + 2]) == 1 then
                redis.call(unpack(ARGV, i + 1, i + words))
              end
              i = i + words + 1
            end
            return ''
            """;

    private final RedissonClient redisson;
    private final String key;
    private volatile String name;

    BatchFence(RedissonClient redisson, String key) {
        this.redisson = redisson;
        this.key = key;
    }

    void take() {
        String mine = host() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
        leader().set(mine);
        name = mine;
    }

    boolean isHeld() {
        String mine = name;
        String leader = leader().get();
        return mine != null && (leader == null || leader.equals(mine));
    }

    void drop() {
        name = null;
    }

    /** Carries the commands out together. @throws NotLeaderException when another instance has taken over; none is carried out then */
    void write(List<List<String>> commands) {
        String mine = name;
        if (mine == null) {
            throw new NotLeaderException("this instance does not lead the batches");
        }
        List<Object> words = new ArrayList<>(List.of(mine));
        for (List<String> command : commands) {
            words.add(Integer.toString(command.size()));
            words.addAll(command);
        }
        String leader = redisson.getScript(StringCodec.INSTANCE)
                .eval(RScript.Mode.READ_WRITE, WRITE, RScript.ReturnType.VALUE, List.of(key), words.toArray());
        if (!leader.isEmpty()) {
            throw new NotLeaderException("the batches are led by " + leader + " now");
        }
    }

    private RBucket<String> leader() {
        return redisson.getBucket(key, StringCodec.INSTANCE);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
