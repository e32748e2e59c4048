package routes.remote;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Maps the HTTP status of a remote service to success or one of the {@link ErrorCategory error categories}. Used by every route that
 * calls a service, inside its circuit breaker. Stateless.
 */
public final class Answers {

    private final Clock clock;

    public Answers(Clock clock) {
        this.clock = clock;
    }

    /**
     * Passes 2xx and throws for everything else.
     *
     * @param status     HTTP status; redirects are not followed and count as client_error
     * @param retryAfter value of the Retry-After header, seconds or an HTTP date, may be null
     * @param body       start of the answer for the error text, may be null
     */
    public void requireSuccess(String service, int status, String retryAfter, String body) throws RemoteServiceException {
        if (status >= 200 && status < 300) {
            return;
        }
        throw new RemoteServiceException(service, category(status), status, wait(retryAfter),
                "%s: HTTP %d %s".formatted(service, status, excerpt(body)), null);
    }

    /**
     * Like {@link #requireSuccess}, but a refusal of this one request (4xx other than 408 and 429) passes: it is an answer that the route
     * handles, and no failure of the service.
     */
    public void requireAnswer(String service, int status, String retryAfter, String body) throws RemoteServiceException {
        if (status < 400 || status >= 500 || category(status) != ErrorCategory.CLIENT_ERROR) {
            requireSuccess(service, status, retryAfter, body);
        }
    }

    private static ErrorCategory category(int status) {
        if (status == 429) {
            return ErrorCategory.RATE_LIMITED;
        }
        if (status == 503) {
            return ErrorCategory.SERVICE_UNAVAILABLE;
        }
        if (status == 408 || status == 504) {
            return ErrorCategory.TIMEOUT;
        }
        return status >= 500 ? ErrorCategory.SERVER_ERROR : ErrorCategory.CLIENT_ERROR;
    }

    private Duration wait(String retryAfter) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return null;
        }
        try {
            return Duration.ofSeconds(Long.parseUnsignedLong(retryAfter.trim()));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant until = ZonedDateTime.parse(retryAfter.trim(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
                Duration wait = Duration.between(clock.instant(), until);
                return wait.isNegative() ? Duration.ZERO : wait;
            } catch (DateTimeException notADate) {
                return null;
            }
        }
    }

    /** At most 200 characters without control characters and halves of surrogate pairs: it is logged and stored. */
    public static String excerpt(String body) {
        if (body == null) {
            return "";
        }
        String line = body.substring(0, Math.min(body.length(), 400)).replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ").strip();
        return line.length() > 200 ? line.substring(0, Character.isHighSurrogate(line.charAt(199)) ? 199 : 200) + "..." : line;
    }
}
