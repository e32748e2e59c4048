package routes.queue;

import java.time.Instant;

/**
 * One entry handed to this consumer.
 *
 * @param id            Redis message id, {@code <ms>-<n>}
 * @param count         deliveries including this one, from Redis's own counter, 1 or more
 * @param firstFailedAt when an earlier delivery failed first, null when none did
 */
record Delivery(String id, String body, long count, Instant firstFailedAt) {
}
