package routes.analyze;

import java.util.OptionalInt;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * The prompt is longer than the model's context. The analyze route neither retries it unchanged nor counts it as a
 * failure of the service: it renders the prompt again with a smaller budget.
 */
public final class ContextOverflowException extends RemoteServiceException {

    private static final long serialVersionUID = 1L;

    private final int contextTokens;

    /** @param contextTokens size of the context in tokens, 0 when the server does not say */
    public ContextOverflowException(int httpStatus, int contextTokens, String message) {
        super("nemotron", ErrorCategory.CLIENT_ERROR, httpStatus, null, message, null);
        this.contextTokens = contextTokens;
    }

    /** Size of the model's context in tokens, when the server says it. */
    public OptionalInt contextTokens() {
        return contextTokens > 0 ? OptionalInt.of(contextTokens) : OptionalInt.empty();
    }
}
