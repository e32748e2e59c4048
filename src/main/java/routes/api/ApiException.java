package routes.api;

import java.util.List;
import java.util.Map;

/** Ends a request with an answer of the contract's error shape. The routes of {@code 80-api.camel.yaml} throw it, {@link Problems} tells it. */
final class ApiException extends RuntimeException {

    private final int status;
    private final String errorCode;
    private final List<FieldError> errors;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    /**
     * @param status    HTTP status, 400 to 599
     * @param errorCode what a client branches on: upper case, stable
     * @param detail    for people; goes to the client
     */
    ApiException(int status, String errorCode, String detail) {
        this(status, errorCode, detail, List.of(), Map.of(), Map.of());
    }

    private ApiException(int status, String errorCode, String detail, List<FieldError> errors, Map<String, Object> members,
                         Map<String, String> headers) {
        // thrown for what clients do, many times a second if they like: no stack trace
        super(detail, null, false, false);
        this.status = status;
        this.errorCode = errorCode;
        this.errors = List.copyOf(errors);
        this.members = Map.copyOf(members);
        this.headers = Map.copyOf(headers);
    }

    static ApiException invalid(List<FieldError> errors) {
        return new ApiException(400, "VALIDATION_ERROR", "The request breaks the contract; see errors", errors, Map.of(), Map.of());
    }

    static ApiException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** 409 with the version that is there now. */
    static ApiException conflict(String errorCode, String detail, Object currentVersion) {
        return new ApiException(409, errorCode, detail, List.of(), Map.of("current_version", currentVersion), Map.of());
    }

    /** 503 that names the service that is away. */
    static ApiException unavailable(String errorCode, String detail, String service) {
        return new ApiException(503, errorCode, detail, List.of(), Map.of("service", service), Map.of());
    }

    /** 416 with the length that there is (RFC 9110, 14.4). @param length bytes */
    static ApiException beyond(long length) {
        return new ApiException(416, "RANGE_NOT_SATISFIABLE", "The file has " + length + " bytes only", List.of(), Map.of(),
                Map.of("Content-Range", "bytes */" + length));
    }

    int status() {
        return status;
    }

    String errorCode() {
        return errorCode;
    }

    List<FieldError> errors() {
        return errors;
    }

    /** Members of the answer beyond those that every problem has. */
    Map<String, Object> members() {
        return members;
    }

    /** Headers of the answer beyond those that every problem has. */
    Map<String, String> headers() {
        return headers;
    }
}
