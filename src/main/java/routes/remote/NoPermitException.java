package routes.remote;

/**
 * No permit of {@link InferencePermits} was free in time: this instance is busy, the service was not asked. Nothing is said about its
 * health, and the work itself is innocent.
 */
public final class NoPermitException extends RemoteServiceException {

    private static final long serialVersionUID = 1L;

    NoPermitException(String service, long waitMillis) {
        super(service, ErrorCategory.RATE_LIMITED, "%s: not asked, all AI_MAX_CONCURRENT_INFERENCES calls were taken for %d ms".formatted(service, waitMillis));
    }

    @Override
    public boolean countsAsFailure() {
        return false;
    }

    /** It has waited long enough. */
    @Override
    public boolean isRetriable() {
        return false;
    }
}
