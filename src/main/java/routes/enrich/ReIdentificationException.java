package routes.enrich;

/** Earlier sightings could not be read or written. */
final class ReIdentificationException extends Exception {

    private static final long serialVersionUID = 1L;

    ReIdentificationException(String message, Throwable cause) {
        super(message, cause);
    }
}
