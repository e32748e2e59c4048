package routes.remote;

/** A queued job that breaks the contract: it is moved to the dead-letter stream at once, as {@code validation_error}. */
public class InvalidJobException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidJobException(String message) {
        super(message);
    }

    public InvalidJobException(String message, Throwable cause) {
        super(message, cause);
    }
}
