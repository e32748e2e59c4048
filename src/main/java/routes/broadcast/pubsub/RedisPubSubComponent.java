package routes.broadcast.pubsub;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.redisson.api.RedissonClient;

/**
 * {@code redis-pubsub:channel}: Redis PUBLISH as a producer, SUBSCRIBE as a consumer, plain UTF-8 text, used by
 * {@code 70-broadcast.camel.yaml}. Works on the one {@link RedissonClient} in the registry.
 */
public final class RedisPubSubComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String channel, Map<String, Object> parameters) {
        return new RedisPubSubEndpoint(uri, this, channel);
    }

    RedissonClient redisson() {
        return CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), RedissonClient.class);
    }
}
