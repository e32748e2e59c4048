package routes.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** Lets a YAML file declare the breaker of a service: Camel's beans call static factories only, and give them whole numbers. */
public final class ServiceBreaker {

    private ServiceBreaker() {
    }

    /**
     * @param failures   consecutive failures that open it
     * @param openMillis how long no call leaves
     */
    public static CircuitBreaker create(Breakers breakers, String service, int failures, long openMillis) {
        return breakers.create(service, failures, openMillis / 1000.0);
    }
}
