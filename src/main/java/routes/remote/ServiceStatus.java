package routes.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

/**
 * Data of the message {@code service_status}.
 *
 * @param status       {@code healthy}, {@code degraded} or {@code unhealthy}
 * @param circuitState {@code closed}, {@code half_open} or {@code open}
 */
public record ServiceStatus(String service, String status, String message, String circuitState) {

    static ServiceStatus refusing(String service, String reason, State state) {
        return new ServiceStatus(service, "unhealthy", reason + "; it refuses every call, key or URL is wrong; " + meanwhile(service),
                circuitState(state));
    }

    static ServiceStatus of(String service, State state) {
        String circuit = circuitState(state);
        return switch (circuit) {
            case "closed" -> new ServiceStatus(service, "healthy", service + " answers again", circuit);
            case "half_open" -> new ServiceStatus(service, "degraded", service + " is on trial", circuit);
            default -> new ServiceStatus(service, "unhealthy", service + " does not answer; " + meanwhile(service), circuit);
        };
    }

    /** One of the three states that clients know; an operator can force others by JMX. */
    public static String circuitState(State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> "open";
            case HALF_OPEN -> "half_open";
            default -> "closed";
        };
    }

    private static String meanwhile(String service) {
        return switch (service) {
            case "nemotron" -> "events have the score of the rules until it is back";
            case "florence", "clip", "enrichment" -> "events come without what it says until it is back";
            default -> "work waits until it is back";
        };
    }
}
