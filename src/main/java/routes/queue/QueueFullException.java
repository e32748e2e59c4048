package routes.queue;

/** The stream holds as many entries as it may. Sending again later can succeed. */
public class QueueFullException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param queue name of the stream without key prefix */
    public QueueFullException(String queue, long length) {
        super(queue + " is full: " + length + " entries");
    }
}
