package routes.broadcast.pubsub;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.redisson.api.RBatch;
import org.redisson.api.RTopicAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Publishes the body; each element of it, in order and in one round trip, when the body is a list. Fails when Redis cannot
 * be reached; some elements of a list may have been published then, so receivers must know repeated ones.
 */
final class RedisPubSubProducer extends DefaultProducer {

    private final RedissonClient redisson;
    private final String channel;

    RedisPubSubProducer(Endpoint endpoint, RedissonClient redisson, String channel) {
        super(endpoint);
        this.redisson = redisson;
        this.channel = channel;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        if (exchange.getMessage().getBody() instanceof List<?> messages) {
            RBatch batch = redisson.createBatch();
            RTopicAsync topic = batch.getTopic(channel, StringCodec.INSTANCE);
            messages.forEach(message -> topic.publishAsync(message.toString()));
            batch.execute();
        } else {
            redisson.getTopic(channel, StringCodec.INSTANCE).publish(exchange.getMessage().getMandatoryBody(String.class));
        }
    }
}
