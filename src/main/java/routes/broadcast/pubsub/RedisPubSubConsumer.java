package routes.broadcast.pubsub;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * One exchange per message, one after the other in the order in which Redis sends them. After a lost connection Redisson
 * subscribes again by itself; what was published meanwhile is gone, as always with pub/sub.
 */
final class RedisPubSubConsumer extends DefaultConsumer {

    private final RTopic topic;
    private Integer listener;

    RedisPubSubConsumer(Endpoint endpoint, Processor processor, RedissonClient redisson, String channel) {
        super(endpoint, processor);
        this.topic = redisson.getTopic(channel, StringCodec.INSTANCE);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        listener = topic.addListener(String.class, (channel, message) -> receive(message));
    }

    @Override
    protected void doStop() throws Exception {
        if (listener != null) {
            topic.removeListener(listener);
            listener = null;
        }
        super.doStop();
    }

    private void receive(String message) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(message);
        try {
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("Message from Redis channel " + topic.getChannelNames() + " was not handled and is passed over",
                    exchange, exchange.getException());
        }
        releaseExchange(exchange, false);
    }
}
