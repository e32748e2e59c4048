package routes.queue;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.client.RedisException;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamRangeArgs;
import org.redisson.client.codec.StringCodec;

/** One Redis for the class, empty for each test; any number of Camel contexts that stand for processes. */
abstract class QueueTestSupport {

    static final String RETRY_SOON = "&claimIdle=1000&backoffInitial=50&backoffMax=100";

    static RedisServer server;
    static RedissonClient redisson;
    private final List<CamelContext> contexts = new CopyOnWriteArrayList<>();
    final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startRedis() {
        server = new RedisServer();
        redisson = RedisClients.create(server.url(), 32);
    }

    @AfterAll
    static void stopRedis() {
        redisson.shutdown(0, 2, TimeUnit.SECONDS);
        server.close();
    }

    @BeforeEach
    void emptyRedis() {
        // a test before this one may have killed the server: its client is still connecting again
        await().atMost(Duration.ofSeconds(20)).ignoreExceptionsInstanceOf(RedisException.class).untilAsserted(() -> redisson.getKeys().flushall());
    }

    @AfterEach
    void stopContexts() {
        contexts.forEach(CamelContext::stop);
    }

    /** A started context with one route. */
    CamelContext consume(String uri, Processor work) throws Exception {
        CamelContext context = context();
        work(context, uri, work);
        return context;
    }

    /** Adds the one route and starts the context. */
    static void work(CamelContext context, String uri, Processor work) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("work").process(work);
            }
        });
        context.start();
    }

    CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("redisson", redisson);
        context.getShutdownStrategy().setTimeout(2);
        contexts.add(context);
        return context;
    }

    ProducerTemplate producer() {
        CamelContext context = context();
        context.start();
        return context.createProducerTemplate();
    }

    /** Notes body and delivery count as {@code body#count}. */
    void note(Exchange exchange) {
        seen.add(exchange.getMessage().getBody(String.class) + "#"
                + exchange.getMessage().getHeader(RedisStreamConstants.DELIVERY_COUNT, Long.class));
    }

    static RStream<String, String> stream(String name) {
        return redisson.getStream(name, StringCodec.INSTANCE);
    }

    static Map<StreamMessageId, Map<String, String>> entries(String name) {
        return stream(name).range(StreamRangeArgs.startId(StreamMessageId.MIN).endId(StreamMessageId.MAX));
    }

    static QueueStatus status(String queue) {
        return new QueueMonitor(redisson, "", queue, queue).status().orElseThrow();
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }
}
