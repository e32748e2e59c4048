package routes.queue;

import org.apache.camel.spi.Metadata;

/** Message headers of the component. A consumer's message carries the first two and no other header. */
public interface RedisStreamConstants {

    @Metadata(description = "Redis id of the entry, set by producer and consumer.", javaType = "String")
    String MESSAGE_ID = "CamelRedisStreamMessageId";
    @Metadata(label = "consumer", description = "Which delivery of the entry this is, from 1; survives restarts.", javaType = "Long")
    String DELIVERY_COUNT = "CamelRedisStreamDeliveryCount";
    @Metadata(label = "producer", description = "Redis key (without prefix) that makes the send idempotent: while it exists"
            + " nothing is added.", javaType = "String")
    String IDEMPOTENCY_KEY = "CamelRedisStreamIdempotencyKey";
    @Metadata(label = "producer", description = "Seconds the idempotency key lives, at least 1. Default 300.", javaType = "Long")
    String IDEMPOTENCY_TTL = "CamelRedisStreamIdempotencyTtl";
    @Metadata(label = "producer", description = "Value kept under the idempotency key. Default empty.", javaType = "String")
    String IDEMPOTENCY_VALUE = "CamelRedisStreamIdempotencyValue";
    @Metadata(label = "producer", description = "Set when nothing was added: the value kept by the earlier send.", javaType = "String")
    String DUPLICATE_OF = "CamelRedisStreamDuplicateOf";
    @Metadata(label = "producer", description = "Redis key (without prefix) under which an attachment is kept, in one step with the"
            + " entry and only when that is added. Whoever needs it no longer deletes it; drop_oldest does.", javaType = "String")
    String ATTACHMENT_KEY = "CamelRedisStreamAttachmentKey";
    @Metadata(label = "producer", description = "The attachment: bytes that are too many for the entry.", javaType = "byte[]")
    String ATTACHMENT = "CamelRedisStreamAttachment";
    @Metadata(label = "producer", description = "Seconds the attachment is kept at most, at least 1. Default 86400.", javaType = "Long")
    String ATTACHMENT_TTL = "CamelRedisStreamAttachmentTtl";
}
