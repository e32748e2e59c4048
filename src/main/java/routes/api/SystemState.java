package routes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Body;
import routes.config.Json;
import routes.queue.QueueStatus;

/**
 * How the whole system does: the message {@code system_status} (route {@code system-status}), {@code /api/system/health} and
 * {@code /api/system/telemetry}, all in {@code 80-api.camel.yaml}. While a storage is away the numbers that come from it are the last
 * known ones: an outage does not look like an empty house. Thread-safe.
 */
public final class SystemState {

    private static final String HEALTHY = "healthy";
    private static final String DEGRADED = "degraded";
    private static final String UNHEALTHY = "unhealthy";
    private static final String NOTHING_KNOWN = "{\"cameras\":{\"active\":0,\"total\":0},\"throughput\":{\"images_per_minute\":0,\"events_per_hour\":0}}";

    private final Readiness readiness;
    private final JobQueues queues;
    private final CircuitBreakers breakers;
    private final Clock clock;
    private volatile String lastFacts = NOTHING_KNOWN;
    private volatile Map<String, QueueStatus> lastQueues = Map.of();

    public SystemState(Readiness readiness, JobQueues queues, CircuitBreakers breakers, Clock clock) {
        this.readiness = readiness;
        this.queues = queues;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** Whether it makes sense to ask the database now. */
    public boolean isDatabaseUp() {
        return readiness.check().database().equals(ReadinessReport.OK);
    }

    /** @param facts JSON of {@code sql/api/system-facts.sql}; null when the database was not asked or did not answer */
    public String message(@Body String facts) {
        if (facts != null) {
            lastFacts = facts;
        }
        Optional<Map<String, QueueStatus>> looked = queues.look();
        looked.ifPresent(now -> lastQueues = now);
        SortedMap<String, String> services = services();
        ObjectNode message = Json.mapper().createObjectNode().put("type", "system_status").put("requires_ack", false)
                .put("timestamp", Json.timestamp(clock.instant()));
        ObjectNode data = message.putObject("data");
        data.setAll((ObjectNode) parse(lastFacts));
        Collection<QueueStatus> all = lastQueues.values();
        data.putObject("queue")
                .put("pending", all.stream().mapToLong(queue -> queue.depth() - queue.inProgress()).sum())
                .put("processing", all.stream().mapToLong(QueueStatus::inProgress).sum())
                .put("dlq", all.stream().mapToLong(QueueStatus::deadLetters).sum());
        data.set("services", Json.mapper().valueToTree(services));
        data.put("health", health(services));
        return message.toString();
    }

    public String health() {
        ReadinessReport report = readiness.check();
        SortedMap<String, String> services = services();
        SortedMap<String, String> circuits = breakers.states();
        ObjectNode answer = Json.mapper().createObjectNode().put("status", health(services)).put("timestamp", Json.timestamp(clock.instant()));
        ObjectNode told = answer.putObject("services");
        services.forEach((service, status) -> told.putObject(service).put("status", status).put("circuit_state", circuits.get(service)));
        answer.put("workers", report.workers());
        return answer.toString();
    }

    /** @param stages JSON of {@code sql/api/stage-times.sql} */
    public String telemetry(String stages) {
        ObjectNode answer = Json.mapper().createObjectNode().put("timestamp", Json.timestamp(clock.instant()));
        answer.set("queues", JobQueues.details(queues.look().orElse(lastQueues)));
        answer.set("stages", parse(stages));
        return answer.toString();
    }

    private SortedMap<String, String> services() {
        ReadinessReport report = readiness.check();
        SortedMap<String, String> services = new TreeMap<>();
        breakers.states().forEach((service, state) -> services.put(service, breakers.isRefusing(service) ? UNHEALTHY : switch (state) {
            case "closed" -> HEALTHY;
            case "half_open" -> DEGRADED;
            default -> UNHEALTHY;
        }));
        services.merge("postgresql", report.database().equals(ReadinessReport.OK) ? HEALTHY : UNHEALTHY, SystemState::worse);
        services.merge("redis", report.redis().equals(ReadinessReport.OK) ? HEALTHY : UNHEALTHY, SystemState::worse);
        return services;
    }

    // "unhealthy" sorts after "healthy", "degraded" before: hence not by comparison of the words
    private static String worse(String one, String other) {
        return one.equals(UNHEALTHY) || other.equals(HEALTHY) ? one : other;
    }

    /** Without storage nothing goes on; without a service there are rules, a queue, or less to say. */
    private static String health(Map<String, String> services) {
        if (services.get("postgresql").equals(UNHEALTHY) || services.get("redis").equals(UNHEALTHY)) {
            return UNHEALTHY;
        }
        return services.values().stream().allMatch(HEALTHY::equals) ? HEALTHY : DEGRADED;
    }

    private static JsonNode parse(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a statement of sql/api does not return JSON", e);
        }
    }
}
