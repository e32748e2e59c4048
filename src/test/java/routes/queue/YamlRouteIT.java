package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

class YamlRouteIT extends QueueTestSupport {

    private static final String ROUTE = """
            - route:
                id: detect
                from:
                  uri: redis-stream:detection_queue
                  parameters:
                    keyPrefix: "{{PREFIX}}"
                    group: detectors
                    concurrentConsumers: "{{CONSUMERS}}"
                    claimIdle: "{{CLAIM_IDLE_SECONDS}}s"
                    maxDeliveries: 5
                    failurePolicy: "#detectFailures"
                  steps:
                    - log: "${body}"
            - route:
                id: enqueue
                from:
                  uri: direct:enqueue
                  steps:
                    - setHeader:
                        name: CamelRedisStreamIdempotencyKey
                        constant: dedupe:front_door:abc
                    - to:
                        uri: redis-stream:detection_queue
                        parameters:
                          keyPrefix: "{{PREFIX}}"
                          maxSize: 10000
                          overflowPolicy: drop_oldest
            """;

    @Test
    void is_configured_in_yaml_and_seen_by_operators() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        CamelContext context = context();
        context.getRegistry().bind("meterRegistry", meters);
        context.getRegistry().bind("detectFailures", new RetryUnlessPermanent());
        context.getPropertiesComponent().addOverrideProperty("PREFIX", "hw:");
        context.getPropertiesComponent().addOverrideProperty("CONSUMERS", "3");
        context.getPropertiesComponent().addOverrideProperty("CLAIM_IDLE_SECONDS", "60");
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("q.yaml", ROUTE));
        context.start();
        var consumer = (RedisStreamConsumer) context.getRoute("detect").getConsumer();
        assertThat(consumer.getEndpoint().getConfiguration().getClaimIdle()).hasSeconds(60);
        assertThat(consumer.getEndpoint().getConfiguration().getConcurrentConsumers()).isEqualTo(3);

        context.createProducerTemplate().sendBody("direct:enqueue", "{}");
        soon().until(() -> consumer.getProcessed() == 1);

        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = server.queryNames(new ObjectName("org.apache.camel:context=" + context.getManagementName()
                + ",type=consumers,*"), null).stream().filter(n -> n.toString().contains("RedisStreamConsumer")).findFirst().orElseThrow();
        soon().until(() -> List.of(0L, 0L, 0L, 1L, 0L, 0L, false).equals(attributes(server, name,
                "Depth", "Pending", "OldestAgeSeconds", "Processed", "Failed", "DeadLettered", "Paused")));
        soon().until(() -> meters.get("hsi_detection_queue_depth").gauge().value() == 0);
        assertThat(meters.get("hsi_queue_deliveries_total").tag("outcome", "processed").counter().count()).isEqualTo(1);
        HealthCheck.Result health = consumer.getHealthCheck().call();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getDetails()).containsEntry("detection_queue.paused", false);
        assertThat(redisson.getKeys().getKeys()).allMatch(key -> key.startsWith("hw:"));
    }

    @Test
    void refuses_options_out_of_range() {
        CamelContext context = context();
        assertThatThrownBy(() -> context.getEndpoint("redis-stream:q?concurrentConsumers=0").start())
                .hasStackTraceContaining("concurrentConsumers");
        assertThatThrownBy(() -> context.getEndpoint("redis-stream:q?maxSise=3")).hasMessageContaining("maxSise");
    }

    private static List<Object> attributes(MBeanServer server, ObjectName name, String... attributes) throws Exception {
        return server.getAttributes(name, attributes).asList().stream().map(Attribute::getValue).toList();
    }
}
