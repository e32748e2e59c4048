package routes.queue;

/**
 * A job breaks its contract and can never succeed: it is dead-lettered at once with category {@code validation_error}.
 * Thrown by whatever reads a job from a queue.
 */
public class InvalidJobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidJobException(String message) {
        super(message);
    }

    public InvalidJobException(String message, Throwable cause) {
        super(message, cause);
    }
}
