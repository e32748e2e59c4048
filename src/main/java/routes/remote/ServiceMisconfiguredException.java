package routes.remote;

/**
 * The service answers, but every call in the same way: key, URL or model is wrong (a redirect, 401, 402, 403, 404, 405, 407). That says
 * nothing about the work, which waits as in an outage and costs no delivery, and nothing about the health of the service, which no
 * breaker counts.
 */
public final class ServiceMisconfiguredException extends RemoteServiceException {

    private static final long serialVersionUID = 1L;

    public ServiceMisconfiguredException(String service, int httpStatus, String message) {
        super(service, ErrorCategory.CLIENT_ERROR, httpStatus, null, message, null);
    }

    /** Whether this status is about the caller and not about what was asked. */
    public static boolean isSaidBy(int httpStatus) {
        return httpStatus >= 300 && httpStatus < 400
                || httpStatus >= 401 && httpStatus <= 405 || httpStatus == 407;
    }
}
