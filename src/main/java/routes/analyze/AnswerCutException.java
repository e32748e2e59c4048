package routes.analyze;

import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * The model's answer ended before its verdict was complete, mostly because {@code max_tokens} was reached. The analyze
 * route neither retries it unchanged nor counts it as a failure of the service: it asks once more with a larger budget.
 */
public final class AnswerCutException extends RemoteServiceException {

    private static final long serialVersionUID = 1L;

    public AnswerCutException(String message) {
        super("nemotron", ErrorCategory.PARSE_ERROR, message);
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
