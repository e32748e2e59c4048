package routes.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultEndpoint;
import org.redisson.api.RedissonClient;

/** A durable queue on a Redis stream with acknowledgement after the work, retries, dead letters and a size limit. */
@UriEndpoint(firstVersion = "0.1.0", scheme = "redis-stream", title = "Redis Stream", syntax = "redis-stream:stream",
        category = {Category.MESSAGING}, headersClass = RedisStreamConstants.class)
public class RedisStreamEndpoint extends DefaultEndpoint {

    @UriPath(description = "Name of the stream, without key prefix")
    @Metadata(required = true)
    private final String stream;
    @UriParam
    private final RedisStreamConfiguration configuration;

    RedisStreamEndpoint(String uri, RedisStreamComponent component, String stream, RedisStreamConfiguration configuration) {
        super(uri, component);
        this.stream = stream;
        this.configuration = configuration;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        configuration.validate();
        if (configuration.getRedisson() == null) {
            RedissonClient only = CamelContextHelper.findSingleByType(getCamelContext(), RedissonClient.class);
            configuration.setRedisson(only != null ? only : bean("redisson", RedissonClient.class));
        }
        if (configuration.getRedisson() == null) {
            throw new IllegalArgumentException("redis-stream:" + stream + " needs a RedissonClient, for example a bean named redisson");
        }
        if (configuration.getGroup() == null) {
            configuration.setGroup(stream);
        }
    }

    @Override
    public Producer createProducer() {
        return new RedisStreamProducer(this, new StreamSender(configuration, keys(stream), clock()), meters());
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new RedisStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public String getStream() {
        return stream;
    }

    public RedisStreamConfiguration getConfiguration() {
        return configuration;
    }

    /** Keys of this queue or of the priority stream beside it; a dead-letter stream named in the options serves both. */
    StreamKeys keys(String queue) {
        return StreamKeys.of(configuration.getKeyPrefix(), queue, configuration.getDeadLetterStream());
    }

    /** Bean {@code meterRegistry}; without one, meters of our own that still feed JMX. */
    MeterRegistry meters() {
        MeterRegistry registry = bean("meterRegistry", MeterRegistry.class);
        return registry != null ? registry : new SimpleMeterRegistry();
    }

    /** Bean {@code clock}, else the system's. */
    Clock clock() {
        Clock clock = bean("clock", Clock.class);
        return clock != null ? clock : Clock.systemUTC();
    }

    private <T> T bean(String name, Class<T> type) {
        return CamelContextHelper.lookup(getCamelContext(), name, type);
    }
}
