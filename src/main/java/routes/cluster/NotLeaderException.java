package routes.cluster;

/** This instance has lost its leadership, or has none: the work belongs to another instance now and is not at fault. */
public final class NotLeaderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotLeaderException(String message) {
        super(message);
    }
}
