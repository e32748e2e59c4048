package routes.queue;

/** An entry has used up its deliveries and the last one ended with the death of its consumer: the job is the suspect. */
class LostDeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    LostDeliveryException(long deliveries) {
        super("delivered " + deliveries + " times; the last time the process ended before the job did");
    }
}
