/**
 * Durable queues on Redis Streams as a Camel component, {@code redis-stream:<stream>}; usable by any Camel project.
 *
 * <p>A queue is one stream with one consumer group. An acknowledged entry is deleted in the same step, so the stream's
 * length is the queue's depth and nothing needs trimming. A second group on the same stream would miss entries.
 * Delivery is at least once: an entry leaves the queue after its exchange has succeeded, or together with being written
 * to the dead-letter stream. Needs Redis 6.2 or later, not a cluster (the scripts touch keys of several slots).
 */
package routes.queue;
