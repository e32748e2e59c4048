package routes.broadcast.pubsub;

import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** A Redis channel, which any number of routes may read: each gets every message. */
@UriEndpoint(firstVersion = "0.1.0", scheme = "redis-pubsub", title = "Redis Pub/Sub", syntax = "redis-pubsub:channel")
public final class RedisPubSubEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(description = "Name of the Redis channel")
    private final String channel;

    RedisPubSubEndpoint(String uri, RedisPubSubComponent component, String channel) {
        super(uri, component);
        this.channel = channel;
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() {
        return new RedisPubSubProducer(this, ((RedisPubSubComponent) getComponent()).redisson(), channel);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new RedisPubSubConsumer(this, processor, ((RedisPubSubComponent) getComponent()).redisson(), channel);
        configureConsumer(consumer);
        return consumer;
    }
}
