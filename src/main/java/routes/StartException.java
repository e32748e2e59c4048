package routes;

/** The product cannot start for a reason the operator can mend: the message says what is wrong and what to do, and that is all there is to tell. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
