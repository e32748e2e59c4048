package routes.broadcast.outbox;

import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** The outbox as a source of messages. */
@UriEndpoint(firstVersion = "0.1.0", scheme = "outbox", title = "Outbox", syntax = "outbox:name", consumerOnly = true)
public final class OutboxEndpoint extends DefaultEndpoint {

    private static final int MAX_BATCH = 500;

    @UriPath(description = "Names the relay; of all consumers with one name in all instances only one is active at a time")
    private final String name;
    @UriParam(description = "Messages in one exchange, 1 to 500", defaultValue = "500")
    private int batchSize = MAX_BATCH;
    @UriParam(description = "Hours for which relayed messages are kept for replay, at least 1", defaultValue = "24")
    private int keepHours = 24;

    OutboxEndpoint(String uri, OutboxComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (batchSize < 1 || batchSize > MAX_BATCH || keepHours < 1) {
            throw new IllegalArgumentException("outbox:" + name + " needs batchSize 1 to " + MAX_BATCH + " and keepHours of at least 1");
        }
        Consumer consumer = new OutboxConsumer(this, processor, ((OutboxComponent) getComponent()).dataSource(), name,
                batchSize, Duration.ofHours(keepHours));
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("Messages enter the outbox by an INSERT in the transaction that they tell about");
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public int getKeepHours() {
        return keepHours;
    }

    public void setKeepHours(int keepHours) {
        this.keepHours = keepHours;
    }
}
