package routes.analyze;

/**
 * The model's answer ended before its verdict was complete, mostly because {@code max_tokens} was reached. The analyze
 * route neither retries it unchanged nor counts it as a failure of the service: it asks once more with a larger budget.
 */
public final class AnswerCutException extends UnusableAnswerException {

    private static final long serialVersionUID = 1L;

    /** @param answer as far as it came; may be null */
    public AnswerCutException(String message, String answer) {
        super(200, message, answer);
    }

    /** The service is well: it did what it was asked to. */
    @Override
    public boolean countsAsFailure() {
        return false;
    }

    /** The same budget would cut the answer again. */
    @Override
    public boolean isRetriable() {
        return false;
    }
}
