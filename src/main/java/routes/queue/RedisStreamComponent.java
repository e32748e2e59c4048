package routes.queue;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.redisson.api.RedissonClient;

/**
 * The {@code redis-stream} component: {@code redis-stream:<stream>?<options of} {@link RedisStreamConfiguration}{@code >}.
 * Client and key prefix may be set here once for all endpoints. Used by {@code 10-watch} to {@code 50-analyze}.
 */
@Component("redis-stream")
public class RedisStreamComponent extends DefaultComponent {

    @Metadata(description = "Defaults for all endpoints.")
    private RedisStreamConfiguration configuration = new RedisStreamConfiguration();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        RedisStreamConfiguration own = configuration.copy();
        setProperties(own, parameters);
        return new RedisStreamEndpoint(uri, this, remaining, own);
    }

    public RedisStreamConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(RedisStreamConfiguration configuration) {
        this.configuration = configuration;
    }

    public RedissonClient getRedisson() {
        return configuration.getRedisson();
    }

    public void setRedisson(RedissonClient redisson) {
        configuration.setRedisson(redisson);
    }

    public String getKeyPrefix() {
        return configuration.getKeyPrefix();
    }

    public void setKeyPrefix(String keyPrefix) {
        configuration.setKeyPrefix(keyPrefix);
    }
}
