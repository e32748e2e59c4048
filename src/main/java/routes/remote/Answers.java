package routes.remote;

import java.time.Clock;

/**
 * Maps the HTTP status of a remote service to success or one of the {@link ErrorCategory error categories}. Used by every route that
 * calls a service, inside its circuit breaker. Stateless.
 */
public final class Answers {

    private final RetryAfter retryAfter;

    public Answers(Clock clock) {
        this.retryAfter = new RetryAfter(clock);
    }

    /**
     * Passes 2xx and throws for everything else.
     *
     * @param status HTTP status; redirects are not followed and count as client_error
     * @param later  value of the Retry-After header, seconds or an HTTP date, may be null
     * @param body   start of the answer for the error text, may be null
     */
    public void requireSuccess(String service, int status, String later, String body) throws RemoteServiceException {
        if (status >= 200 && status < 300) {
            return;
        }
        throw new RemoteServiceException(service, ErrorCategory.ofStatus(status), status, retryAfter.read(later), said(service, status, body), null);
    }

    /**
     * Like {@link #requireSuccess}, but a refusal of this one request (4xx other than 408 and 429) passes: it is an answer that the route
     * handles, and no failure of the service.
     *
     * @throws ServiceMisconfiguredException when the service would refuse any request like that
     */
    public void requireAnswer(String service, int status, String later, String body) throws RemoteServiceException {
        if (ServiceMisconfiguredException.isSaidBy(status)) {
            throw new ServiceMisconfiguredException(service, status, said(service, status, body));
        }
        if (status < 400 || ErrorCategory.ofStatus(status) != ErrorCategory.CLIENT_ERROR) {
            requireSuccess(service, status, later, body);
        }
    }

    private static String said(String service, int status, String body) {
        return "%s: HTTP %d %s".formatted(service, status, excerpt(body)).strip();
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
