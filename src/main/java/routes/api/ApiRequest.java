package routes.api;

import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * One request as the contract declares it: the checked parameters and body, and nothing else of what the client sent. The exchange
 * variable {@code request} of every operation in {@code 80-api.camel.yaml}. Immutable.
 *
 * @param operationId of the contract
 * @param path        of the URL, for {@code instance} of an error
 * @param requestId   finds the request in the log
 * @param client      fingerprint of the key, and the address, for the log
 * @param parameters  by name: Long, Double, Boolean, String or OffsetDateTime, as declared; absent ones that have no default are missing
 * @param body        JSON object with the declared fields that were sent, times in UTC; {@code {}} where the contract has no body
 */
public record ApiRequest(String operationId, String path, String requestId, String client, Map<String, Object> parameters, String body) {

    static final String VARIABLE = "request";
    static final String NO_BODY = "{}";

    public ApiRequest {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable((String) parameters.get(name));
    }

    Optional<Long> number(String name) {
        return Optional.ofNullable((Long) parameters.get(name));
    }

    Optional<Double> decimal(String name) {
        return Optional.ofNullable((Double) parameters.get(name));
    }

    Optional<Boolean> flag(String name) {
        return Optional.ofNullable((Boolean) parameters.get(name));
    }

    Optional<OffsetDateTime> time(String name) {
        return Optional.ofNullable((OffsetDateTime) parameters.get(name));
    }

    /** A parameter that is required or has a default. */
    Object required(String name) {
        Object value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the contract gives " + operationId + " no value for " + name);
        }
        return value;
    }
}
