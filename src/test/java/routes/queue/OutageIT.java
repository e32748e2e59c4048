package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageIT extends QueueTestSupport {

    @AfterEach
    void redisRuns() {
        server.kill();
        server.start();
    }

    @Test
    void goes_on_by_itself_after_redis_was_killed_and_loses_nothing() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        CamelContext context = consume("redis-stream:q?concurrentConsumers=4&claimIdle=1000", exchange -> {
            back.await();
            note(exchange);
        });
        var consumer = (RedisStreamConsumer) context.getRoute("work").getConsumer();
        Set<String> sent = IntStream.range(0, 50).mapToObj(i -> "job" + i).collect(Collectors.toSet());
        ProducerTemplate producer = producer();
        sent.forEach(job -> producer.sendBody("redis-stream:q", job));
        // the append-only file is written before a command is answered: only a crash of the machine costs the last second
        server.kill();
        back.countDown();
        soon().until(() -> consumer.getHealthCheck().call().getState() == HealthCheck.State.DOWN);
        server.start();
        soon().until(() -> consumer.getHealthCheck().call().getState() == HealthCheck.State.UP);
        soon().until(() -> new QueueMonitor(redisson, "", "q", "q").status().map(s -> s.depth() == 0).orElse(false));
        assertThat(new HashSet<>(seen.stream().map(note -> note.substring(0, note.indexOf('#'))).toList())).isEqualTo(sent);
        assertThat(status("q").deadLetters()).isZero();
    }

    @Test
    void an_idle_consumer_gets_new_work_after_redis_was_killed() throws Exception {
        consume("redis-stream:q", this::note);
        producer().sendBody("redis-stream:q", "before");
        soon().until(() -> seen.size() == 1);
        server.kill();
        server.start();
        ProducerTemplate producer = producer();
        soon().ignoreExceptions().until(() -> {
            producer.sendBody("redis-stream:q", "after");
            return true;
        });
        soon().until(() -> seen.contains("after#1"));
    }

    @Test
    void starts_while_redis_is_away_and_works_when_it_comes() throws Exception {
        server.kill();
        CamelContext context = consume("redis-stream:q", this::note);
        assertThat(context.getRoute("work").getConsumer()).isInstanceOf(RedisStreamConsumer.class);
        server.start();
        ProducerTemplate producer = producer();
        soon().ignoreExceptions().until(() -> {
            producer.sendBody("redis-stream:q", "a");
            return true;
        });
        soon().until(() -> seen.contains("a#1"));
    }

    @Test
    void makes_its_group_again_after_redis_lost_everything() throws Exception {
        consume("redis-stream:q", this::note);
        producer().sendBody("redis-stream:q", "before");
        soon().until(() -> seen.size() == 1);
        redisson.getKeys().flushall();
        producer().sendBody("redis-stream:q", "after");
        soon().until(() -> seen.contains("after#1"));
    }

    @Test
    void a_send_fails_within_seconds_while_redis_is_away() {
        ProducerTemplate producer = producer();
        producer.sendBody("redis-stream:q", "a");
        server.kill();
        Instant start = Instant.now();
        assertThatThrownBy(() -> producer.sendBody("redis-stream:q", "b"));
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }
}
