package routes.queue;

/** @param id Redis id of the entry in the dead-letter stream */
public record DeadLetter(String id, DeadLetterEntry entry) {
}
