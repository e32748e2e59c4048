package routes.embedded;

/**
 * The data directory or one of the embedded servers cannot be used. The message is written for the operator: it
 * names the directory or server, the cause, and what to do about it. It holds no secret.
 */
public final class EmbeddedServerException extends Exception {

    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
