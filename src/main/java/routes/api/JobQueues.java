package routes.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.redisson.api.RedissonClient;
import routes.config.Json;
import routes.queue.QueueMonitor;
import routes.queue.QueueStatus;

/**
 * The queues between the stages, as {@code GET /api/queues/status} and the message {@code system_status} show
 * them; for routes of {@code 80-api.camel.yaml} and {@code 85-housekeeping.camel.yaml}. Looks at Redis at most once a second. Thread-safe.
 */
public final class JobQueues {

    private static final Map<String, String> GROUPS = groups();

    private final Map<String, QueueMonitor> monitors = new LinkedHashMap<>();

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public JobQueues(RedissonClient redisson, String keyPrefix) {
        GROUPS.forEach((queue, group) -> monitors.put(queue, new QueueMonitor(redisson, keyPrefix, queue, group)));
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("detection_queue", "detectors");
        groups.put("batch_queue", "batchers");
        groups.put("analysis_queue", "analyzers");
        groups.put("analysis_queue:fast", "analyzers");
        return groups;
    }

    /** In the order in which work passes them. */
    static Set<String> names() {
        return GROUPS.keySet();
    }

    /** By name, in the order in which work passes them; empty when Redis does not answer. */
    Optional<Map<String, QueueStatus>> look() {
        Map<String, QueueStatus> all = new LinkedHashMap<>();
        for (Map.Entry<String, QueueMonitor> queue : monitors.entrySet()) {
            Optional<QueueStatus> status = queue.getValue().status();
            if (status.isEmpty()) {
                return Optional.empty();
            }
            all.put(queue.getKey(), status.get());
        }
        return Optional.of(all);
    }

    /**
     * Whether jobs that came lately wait for long, so that their result says nothing of now. One that was left alone while none came says nothing of those
     * that did not come.
     *
     * @param patience seconds that the oldest may wait
     * @param lately   seconds since the newest was sent
     * @return also true when Redis does not answer
     */
    public boolean isBehind(String queue, double patience, double lately) {
        return monitors.get(queue).status().map(status -> status.oldestAge().toMillis() > patience * 1_000 && status.newestAge().toMillis() <= lately * 1_000)
                .orElse(true);
    }

    /** @throws ApiException 503 when Redis does not answer */
    public String status() {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.set("queues", details(lookOrRefuse()));
        return answer.toString();
    }

    static ArrayNode details(Map<String, QueueStatus> statuses) {
        ArrayNode details = Json.mapper().createArrayNode();
        statuses.forEach((name, status) -> details.addObject()
                .put("name", name)
                .put("depth", status.depth())
                .put("processing", status.inProgress())
                .put("waiting", status.waiting())
                .put("oldest_age_seconds", status.oldestAge().toMillis() / 1000.0)
                .put("dlq", status.deadLetters()));
        return details;
    }

    private Map<String, QueueStatus> lookOrRefuse() {
        return look().orElseThrow(() -> ApiException.unavailable("REDIS_UNAVAILABLE", "Redis does not answer", "redis"));
    }
}
