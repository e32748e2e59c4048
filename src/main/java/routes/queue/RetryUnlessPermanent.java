package routes.queue;

/** The failure policy of a consumer that names none. */
final class RetryUnlessPermanent implements FailurePolicy {

    @Override
    public Outcome onFailure(Throwable failure, boolean inDoubt) {
        return describe(failure).category().equals(Failure.VALIDATION_ERROR) ? Outcome.DEAD_LETTER : Outcome.RETRY;
    }
}
