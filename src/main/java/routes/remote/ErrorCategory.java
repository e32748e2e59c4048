package routes.remote;

import java.util.Locale;

/**
 * The eight ways in which a remote service can fail. Every external answer is mapped once to one of them; the name in
 * lower case is what records, messages and metrics carry.
 */
public enum ErrorCategory {
    /** Connection refused, host unknown, 503: nobody is there. */
    SERVICE_UNAVAILABLE(true),
    /** Connected, but no complete answer in time; 408 and 504. */
    TIMEOUT(true),
    /** 429: the service asks for patience. */
    RATE_LIMITED(true),
    /** 5xx other than 503 and 504, or a connection cut in the middle of an answer. */
    SERVER_ERROR(true),
    /** 4xx other than 408 and 429: the same request will never succeed. */
    CLIENT_ERROR(false),
    /** The answer cannot be read as what the contract says. */
    PARSE_ERROR(false),
    /** The answer can be read, but its values are outside their ranges. */
    VALIDATION_ERROR(false),
    /** Anything else; retried, because nothing says that it is final. */
    UNEXPECTED(true);

    private final boolean transientFailure;

    ErrorCategory(boolean transientFailure) {
        this.transientFailure = transientFailure;
    }

    /** @param httpStatus 300 or more; redirects are not followed and count as client_error */
    public static ErrorCategory ofStatus(int httpStatus) {
        return switch (httpStatus) {
            case 429 -> RATE_LIMITED;
            case 503 -> SERVICE_UNAVAILABLE;
            case 408, 504 -> TIMEOUT;
            default -> httpStatus >= 500 ? SERVER_ERROR : CLIENT_ERROR;
        };
    }

    /** Whether the same request may succeed later. */
    public boolean isTransient() {
        return transientFailure;
    }

    /** Whether it is worth asking again: what is transient, and a malformed answer, which may be the last word of a dying process. */
    public boolean isRetriable() {
        return transientFailure || this == PARSE_ERROR;
    }

    /** The name on the wire, for example {@code service_unavailable}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
