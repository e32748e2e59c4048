package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RBucket;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamCreateGroupArgs;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.codec.ByteArrayCodec;

class OverflowIT extends QueueTestSupport {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CamelContext context;
    private ProducerTemplate producer;

    @BeforeEach
    void startContext() {
        context = context();
        context.getRegistry().bind("meterRegistry", meters);
        context.start();
        producer = context.createProducerTemplate();
    }

    @Test
    void rejects_when_full() {
        String uri = "redis-stream:q?maxSize=2&overflowPolicy=reject";
        producer.sendBody(uri, "a");
        producer.sendBody(uri, "b");
        assertThatThrownBy(() -> producer.sendBody(uri, "c")).isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(QueueFullException.class);
        assertThat(jobs("q")).containsExactly("a", "b");
        assertThat(overflows("reject")).isEqualTo(1);
    }

    @Test
    void blocks_until_there_is_room() throws Exception {
        String uri = "redis-stream:q?maxSize=1";
        producer.sendBody(uri, "a");
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> producer.sendBody(uri, "b"));
        soon().until(() -> overflows("block") == 1);
        assertThat(second).isNotDone();
        consume("redis-stream:q", this::note);
        soon().until(second::isDone);
        soon().until(() -> seen.equals(List.of("a#1", "b#1")));
        assertThat(second).isCompleted();
    }

    @Test
    void a_blocked_producer_does_not_hold_up_a_stop() {
        String uri = "redis-stream:q?maxSize=1";
        producer.sendBody(uri, "a");
        CompletableFuture<Exchange> second = CompletableFuture.supplyAsync(() -> producer.send(uri, e -> e.getMessage().setBody("b")));
        soon().until(() -> overflows("block") == 1);
        context.stop();
        assertThat(second).succeedsWithin(Duration.ofSeconds(5))
                .extracting(Exchange::getException).isInstanceOf(RejectedExecutionException.class);
        assertThat(jobs("q")).containsExactly("a");
    }

    @Test
    void dead_letters_the_new_job_when_full() {
        String uri = "redis-stream:q?maxSize=1&overflowPolicy=dlq";
        producer.sendBody(uri, "{\"n\":1}");
        producer.sendBody(uri, "{\"n\":2}");
        DeadLetters deadLetters = new DeadLetters(redisson, "");
        assertThat(deadLetters.list("q", null, 10).items()).singleElement().extracting(DeadLetter::entry)
                .matches(entry -> entry.job().equals("{\"n\":2}") && entry.attemptCount() == 0
                        && entry.errorType().equals("QueueFullException"));
        assertThat(jobs("q")).containsExactly("{\"n\":1}");
        assertThat(overflows("dlq")).isEqualTo(1);
    }

    @Test
    void drops_the_oldest_but_never_one_in_work() {
        String uri = "redis-stream:q?maxSize=3&overflowPolicy=drop_oldest";
        producer.sendBody(uri, "in work");
        stream("q").createGroup(StreamCreateGroupArgs.name("q").id(StreamMessageId.ALL));
        stream("q").readGroup("q", "worker", StreamReadGroupArgs.neverDelivered().count(1));
        for (String job : List.of("b", "c", "d", "e")) {
            producer.sendBody(uri, job);
        }
        assertThat(jobs("q")).containsExactly("in work", "d", "e");
        assertThat(overflows("drop_oldest")).isEqualTo(2);
    }

    @Test
    void drops_what_waits_between_two_deliveries_too_with_what_was_kept_with_it() throws Exception {
        String uri = "redis-stream:q?maxSize=2&overflowPolicy=drop_oldest";
        producer.sendBodyAndHeaders(uri, "failed", Map.of(RedisStreamConstants.ATTACHMENT_KEY, "image:1", RedisStreamConstants.ATTACHMENT, new byte[] {1}));
        producer.sendBody(uri, "in work");
        StreamGroup group = new StreamGroup(redisson, StreamKeys.of("", "q", null), "job", "q", "worker");
        group.create();
        List<Delivery> held = group.readNew(2, Duration.ofMillis(1));
        assertThat(held).extracting(Delivery::body).containsExactly("failed", "in work");
        group.release(held.get(0).id(), Duration.ofSeconds(1), 1, Instant.now()).toCompletableFuture().join();

        producer.sendBody(uri, "new");
        assertThat(jobs("q")).containsExactly("in work", "new");
        assertThat(redisson.getKeys().countExists("image:1", "q:first_failed")).isZero();
        assertThat(status("q")).matches(s -> s.pending() == 1 && s.waiting() == 0);
    }

    @Test
    void refuses_the_new_job_when_nothing_may_be_dropped() throws Exception {
        String uri = "redis-stream:q?maxSize=1&overflowPolicy=drop_oldest";
        producer.sendBody(uri, "in work");
        StreamGroup group = new StreamGroup(redisson, StreamKeys.of("", "q", null), "job", "q", "worker");
        group.create();
        group.readNew(1, Duration.ofMillis(1));
        assertThatThrownBy(() -> producer.sendBody(uri, "new")).hasCauseInstanceOf(QueueFullException.class);
        assertThat(jobs("q")).containsExactly("in work");
    }

    @Test
    void sends_a_job_with_the_same_key_once_while_the_key_lives() {
        Exchange first = sendOnce("a", "dedupe:cam:1", "/c/a.jpg");
        Exchange second = sendOnce("b", "dedupe:cam:1", "/c/b.jpg");
        assertThat(first.getMessage().getHeader(RedisStreamConstants.DUPLICATE_OF)).isNull();
        assertThat(first.getMessage().getHeader(RedisStreamConstants.MESSAGE_ID)).isEqualTo(entries("p:q").keySet().iterator().next().toString());
        assertThat(second.getMessage().getHeader(RedisStreamConstants.DUPLICATE_OF)).isEqualTo("/c/a.jpg");
        assertThat(jobs("p:q")).containsExactly("a");
        assertThat(redisson.getBucket("p:dedupe:cam:1").remainTimeToLive()).isBetween(1_000L, 60_000L);
    }

    @Test
    void a_job_that_found_no_room_does_not_claim_its_key() {
        producer.sendBody("redis-stream:q?keyPrefix=p:", "fills it");
        assertThat(producer.send("redis-stream:q?keyPrefix=p:&maxSize=1&overflowPolicy=reject", exchange -> {
            exchange.getMessage().setBody("b");
            exchange.getMessage().setHeader(RedisStreamConstants.IDEMPOTENCY_KEY, "k");
        }).getException()).isInstanceOf(QueueFullException.class);
        assertThat(redisson.getBucket("p:k").isExists()).isFalse();
    }

    private Exchange sendOnce(String body, String key, String value) {
        return producer.send("redis-stream:q?keyPrefix=p:", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(Map.of(RedisStreamConstants.IDEMPOTENCY_KEY, key,
                    RedisStreamConstants.IDEMPOTENCY_TTL, 60, RedisStreamConstants.IDEMPOTENCY_VALUE, value)));
        });
    }

    private double overflows(String policy) {
        var counter = meters.find("hsi_queue_overflow_total").tag("queue_name", "q").tag("policy", policy).counter();
        return counter == null ? 0 : counter.count();
    }

    private static List<String> jobs(String stream) {
        return entries(stream).values().stream().map(fields -> fields.get("job")).toList();
    }

    @Test
    void keeps_an_attachment_with_the_job_and_none_for_a_duplicate() {
        byte[] bytes = {0, (byte) 0xFF, '\r', '\n', (byte) 0xC3, 0x28};
        for (String key : List.of("image:1", "image:2")) {
            producer.sendBodyAndHeaders("redis-stream:q", "a", Map.of(RedisStreamConstants.IDEMPOTENCY_KEY, "once",
                    RedisStreamConstants.ATTACHMENT_KEY, key, RedisStreamConstants.ATTACHMENT, bytes, RedisStreamConstants.ATTACHMENT_TTL, 60));
        }

        assertThat(jobs("q")).containsExactly("a");
        RBucket<byte[]> kept = redisson.getBucket("image:1", ByteArrayCodec.INSTANCE);
        assertThat(kept.get()).isEqualTo(bytes);
        assertThat(kept.remainTimeToLive()).isBetween(1L, 60_000L);
        assertThat(redisson.getBucket("image:2").isExists()).isFalse();
    }
}
