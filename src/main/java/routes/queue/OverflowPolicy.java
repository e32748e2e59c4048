package routes.queue;

/** What a producer does when the stream holds {@code maxSize} entries. */
public enum OverflowPolicy {
    /** The producer's thread waits until there is room or the route stops. */
    BLOCK,
    /** The exchange fails with {@link QueueFullException}. */
    REJECT,
    /** The job is written to the dead-letter stream instead. */
    DLQ,
    /** The oldest entries that no consumer works on are deleted and counted; when it works on all of them, as {@link #REJECT}. */
    DROP_OLDEST
}
