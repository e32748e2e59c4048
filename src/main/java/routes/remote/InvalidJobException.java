package routes.remote;

/**
 * A queued job, or the data it refers to, breaks its contract: it will never succeed and belongs in the dead-letter
 * stream with the category {@link ErrorCategory#VALIDATION_ERROR}. The message names the field.
 */
public class InvalidJobException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidJobException(String message) {
        super(message);
    }

    public InvalidJobException(String message, Throwable cause) {
        super(message, cause);
    }

    public ErrorCategory category() {
        return ErrorCategory.VALIDATION_ERROR;
    }
}
