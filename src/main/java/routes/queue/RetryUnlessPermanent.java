package routes.queue;

import routes.remote.ErrorCategory;

/** The failure policy of a consumer that names none. */
final class RetryUnlessPermanent implements FailurePolicy {

    @Override
    public Outcome onFailure(Throwable failure) {
        ErrorCategory category = Failure.of(failure).category();
        return category == ErrorCategory.VALIDATION_ERROR || category == ErrorCategory.CLIENT_ERROR
                ? Outcome.DEAD_LETTER : Outcome.RETRY;
    }
}
