package routes.api;

import java.util.List;

/** Ends a request with an answer of the contract's error shape. The routes of {@code 80-api.camel.yaml} throw it, {@link Problems} tells it. */
final class ApiException extends RuntimeException {

    private final int status;
    private final String errorCode;
    private final List<FieldError> errors;

    /**
     * @param status    HTTP status, 400 to 599
     * @param errorCode what a client branches on: upper case, stable
     * @param detail    for people; goes to the client
     */
    ApiException(int status, String errorCode, String detail) {
        this(status, errorCode, detail, List.of());
    }

    private ApiException(int status, String errorCode, String detail, List<FieldError> errors) {
        // thrown for what clients do, many times a second if they like: no stack trace
        super(detail, null, false, false);
        this.status = status;
        this.errorCode = errorCode;
        this.errors = List.copyOf(errors);
    }

    static ApiException invalid(List<FieldError> errors) {
        return new ApiException(400, "VALIDATION_ERROR", "The request breaks the contract; see errors", errors);
    }

    static ApiException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
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
}
