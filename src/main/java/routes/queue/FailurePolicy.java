package routes.queue;

/**
 * Decides what a failure means for the queue. One instance serves all workers of a consumer and must be thread-safe.
 * The default retries everything but what can never succeed: a job that cannot be read ({@link Failure#VALIDATION_ERROR}).
 */
public interface FailurePolicy {

    /** What happens to the entry whose exchange failed. */
    enum Outcome {
        /** Delivered again after a back-off; dead-lettered after {@code maxDeliveries}. */
        RETRY,
        /** Not counted as a delivery: the consumer stops reading until {@link #ready()}, then delivers it again. */
        PAUSE,
        /** Dead-lettered now. */
        DEAD_LETTER
    }

    /**
     * Called once per failed exchange, on the thread that finished it. Must not block.
     *
     * @param inDoubt what {@link #inDoubt()} said when the delivery began
     */
    Outcome onFailure(Throwable failure, boolean inDoubt);

    /** What the log and the dead letter say about it. Called once per failed exchange, on the thread that finished it. Must not block. */
    default Failure describe(Throwable failure) {
        return Failure.of(failure);
    }

    /**
     * Whether work makes sense at the moment, for example false while a circuit breaker is open. Asked before every read
     * and up to ten times a second while false. Must not block.
     */
    default boolean ready() {
        return true;
    }

    /**
     * Whether the work of now finds out whether a dependency is back, for example while a circuit breaker is half-open. Entries that were never
     * delivered are then read first, and of the others the one that was left alone longest: one that fails whatever the dependency
     * does would otherwise be each trial. Asked before every read. Must not block.
     */
    default boolean onTrial() {
        return false;
    }

    /** Whether a failure from now on may be the dependency's rather than the entry's. Asked once when a delivery begins. Must not block. */
    default boolean inDoubt() {
        return false;
    }
}
