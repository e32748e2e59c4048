package routes.remote;

import java.time.Duration;
import java.util.Optional;

/** A call to a remote service failed in a known way. The message names the service and is safe to log. */
public class RemoteServiceException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String service;
    private final ErrorCategory category;
    private final int httpStatus;
    private final transient Duration retryAfter;

    /**
     * @param service    {@code detector}, {@code nemotron}, {@code florence}, {@code clip} or {@code enrichment}
     * @param httpStatus status of the answer, 0 when there was none
     * @param retryAfter how long the service asks to wait, null when it does not say
     */
    public RemoteServiceException(String service, ErrorCategory category, int httpStatus, Duration retryAfter,
                                  String message, Throwable cause) {
        super(message, cause);
        this.service = service;
        this.category = category;
        this.httpStatus = httpStatus;
        this.retryAfter = retryAfter;
    }

    public RemoteServiceException(String service, ErrorCategory category, String message) {
        this(service, category, 0, null, message, null);
    }

    public String service() {
        return service;
    }

    public ErrorCategory category() {
        return category;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether a circuit breaker counts it: everything but 4xx other than 429, of which 408 is the one that is tried again all the same. */
    public boolean countsAsFailure() {
        return category != ErrorCategory.CLIENT_ERROR && httpStatus != 408;
    }

    /** Whether the same request may be sent again. */
    public boolean isRetriable() {
        return category.isRetriable();
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
