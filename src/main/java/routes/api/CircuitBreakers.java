package routes.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import routes.config.Json;
import routes.remote.Breakers;
import routes.remote.ServiceStatus;

/** The breakers of the services that are configured: {@code /api/system/circuit-breakers}, for routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class CircuitBreakers {

    private final Breakers breakers;
    private final Set<String> absent;

    /** @param configured which services there are, {@code nemotron=true,clip=false}; one that is not named is there */
    public CircuitBreakers(Breakers breakers, String configured) {
        this.breakers = breakers;
        this.absent = Arrays.stream(configured.split(",")).map(String::trim).filter(entry -> entry.endsWith("=false"))
                .map(entry -> entry.substring(0, entry.indexOf('='))).collect(Collectors.toUnmodifiableSet());
    }

    /** {@code closed}, {@code half_open} or {@code open} by service. */
    SortedMap<String, String> states() {
        SortedMap<String, String> states = new TreeMap<>();
        present().forEach((service, breaker) -> states.put(service, state(breaker)));
        return states;
    }

    /** Whether the service answers, but refuses every call. */
    boolean isRefusing(String service) {
        return breakers.refusal(service).isPresent();
    }

    public String list() {
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode items = answer.putArray("items");
        present().values().forEach(breaker -> items.add(described(breaker)));
        return answer.toString();
    }

    /**
     * Closes a breaker; work that waits for it goes on at once.
     *
     * @throws ApiException 404
     */
    public String reset(ApiRequest request) {
        CircuitBreaker breaker = present().get((String) request.required("name"));
        if (breaker == null) {
            throw new ApiException(404, "CIRCUIT_BREAKER_NOT_FOUND", "There is no such circuit breaker");
        }
        breaker.reset();
        return described(breaker).toString();
    }

    private SortedMap<String, CircuitBreaker> present() {
        SortedMap<String, CircuitBreaker> present = new TreeMap<>(breakers.all());
        present.keySet().removeAll(absent);
        return present;
    }

    private ObjectNode described(CircuitBreaker breaker) {
        CircuitBreaker.Metrics metrics = breaker.getMetrics();
        return Json.mapper().createObjectNode()
                .put("name", breaker.getName())
                .put("state", state(breaker))
                .put("failure_threshold", breaker.getCircuitBreakerConfig().getMinimumNumberOfCalls())
                .put("recent_calls", metrics.getNumberOfBufferedCalls())
                .put("recent_failures", metrics.getNumberOfFailedCalls())
                .put("refused_calls", metrics.getNumberOfNotPermittedCalls())
                .put("refusal", breakers.refusal(breaker.getName()).orElse(null));
    }

    static String state(CircuitBreaker breaker) {
        return ServiceStatus.circuitState(breaker.getState());
    }
}
