/**
 * Durable queues on Redis Streams as a Camel component, {@code redis-stream:<stream>}; usable by any Camel project.
 *
 * <p>A queue is one stream, usually with one consumer group. An entry that all groups have acknowledged is deleted in the same step, so the
 * stream's length is the queue's depth and nothing else needs trimming.
 * Delivery is at least once: an entry leaves the queue after its exchange has succeeded, or together with being written
 * to the dead-letter stream. Needs Redis 6.2 or later, not a cluster (the scripts touch keys of several slots).
 * All that a user of the component has to know is in {@code docs/redis-stream.md}.
 */
package routes.queue;
