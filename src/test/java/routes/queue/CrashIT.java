package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.redisson.api.RScript;
import org.redisson.api.stream.StreamReadGroupArgs;

class CrashIT extends QueueTestSupport {

    @Test
    void takes_over_the_jobs_of_a_dead_consumer() throws Exception {
        dieWith("gone", "a", "b");
        consume("redis-stream:q" + "?claimIdle=300", this::note);
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("a#2", "b#2");
    }

    @Test
    void goes_on_with_its_own_jobs_first_after_a_restart_under_the_same_name() throws Exception {
        dieWith("me", "a", "b");
        producer().sendBody("redis-stream:q", "c");
        consume("redis-stream:q?consumerName=me&claimIdle=3600s", this::note);
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("a#2", "b#2", "c#1");
    }

    @Test
    void leaves_the_jobs_of_a_living_but_slow_consumer_alone() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        consume("redis-stream:q?claimIdle=300", exchange -> {
            note(exchange);
            finish.await();
        });
        producer().sendBody("redis-stream:q", "slow");
        soon().until(() -> seen.size() == 1);
        consume("redis-stream:q?claimIdle=300", this::note);
        for (int i = 0; i < 20; i++) {
            producer().sendBody("redis-stream:q", "quick" + i);
        }
        soon().until(() -> seen.size() == 21);
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> seen.size() == 21);
        finish.countDown();
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).filteredOn(note -> note.startsWith("slow")).containsExactly("slow#1");
    }

    @Test
    void dead_letters_a_job_that_kills_its_process_every_time() throws Exception {
        producer().sendBody("redis-stream:q", "{\"poison\":true}");
        dieWith("first");
        for (int death = 2; death <= 3; death++) {
            assertThat(new StreamGroup(redisson, StreamKeys.of("", "q", null), "job", "q", "crash" + death)
                    .claim(Duration.ZERO, 1, List.of(), false)).singleElement()
                    .extracting(Delivery::count).isEqualTo((long) death);
        }
        consume("redis-stream:q?claimIdle=200&maxDeliveries=3", this::note);
        soon().until(() -> status("q").deadLetters() == 1);
        assertThat(seen).isEmpty();
        assertThat(status("q").depth()).isZero();
        DeadLetterEntry entry = new DeadLetters(redisson, "").list("q", null, 1).items().get(0).entry();
        assertThat(entry.attemptCount()).isEqualTo(3);
        assertThat(entry.errorType()).isEqualTo("LostDeliveryException");
        assertThat(entry.job()).isEqualTo("{\"poison\":true}");
    }

    @Test
    void a_stop_finishes_what_it_holds_and_reads_nothing_more() throws Exception {
        Semaphore finish = new Semaphore(0);
        CamelContext context = consume("redis-stream:q", exchange -> {
            note(exchange);
            finish.acquire();
        });
        producer().sendBody("redis-stream:q", "held");
        soon().until(() -> seen.size() == 1);
        Thread stop = new Thread(context::stop);
        stop.start();
        soon().until(() -> context.getRoute("work") == null || context.getStatus() == ServiceStatus.Stopping);
        producer().sendBody("redis-stream:q", "later");
        finish.release(2);
        stop.join();
        assertThat(seen).containsExactly("held#1");
        assertThat(entries("q").values()).singleElement().extracting(fields -> fields.get("job")).isEqualTo("later");
        assertThat(stream("q").listConsumers("q")).isEmpty();
    }

    @Test
    void a_job_that_fails_while_its_consumer_stops_is_not_to_blame() throws Exception {
        CamelContext[] context = new CamelContext[1];
        context[0] = consume("redis-stream:q?maxDeliveries=1", exchange -> {
            note(exchange);
            soon().until(context[0]::isStopping);
            throw new IllegalStateException("what it needs was stopped before it");
        });
        producer().sendBody("redis-stream:q", "innocent");
        soon().until(() -> seen.size() == 1);
        context[0].stop();
        assertThat(status("q")).matches(s -> s.deadLetters() == 0 && s.depth() == 1);
        consume("redis-stream:q?maxDeliveries=1", this::note);
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("innocent#1", "innocent#1");
    }

    @Test
    void a_stop_gives_up_what_takes_too_long_and_another_has_it_at_once() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CamelContext context = consume("redis-stream:q?claimIdle=3600s", exchange -> never.await());
        producer().sendBody("redis-stream:q", "long");
        soon().until(() -> status("q").inProgress() == 1);
        context.stop();
        consume("redis-stream:q?claimIdle=3600s", this::note);
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("long#1");
    }

    @Test
    void suspended_it_reads_nothing_and_resumed_it_goes_on() throws Exception {
        CamelContext context = consume("redis-stream:q", this::note);
        var consumer = (RedisStreamConsumer) context.getRoute("work").getConsumer();
        soon().until(() -> consumer.getHealthCheck().call().getState() == HealthCheck.State.UP);
        context.getRouteController().suspendRoute("work");
        producer().sendBody("redis-stream:q", "a");
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> seen.isEmpty());
        context.getRouteController().resumeRoute("work");
        soon().until(() -> status("q").depth() == 0);
        soon().until(() -> consumer.getHealthCheck().call().getState() == HealthCheck.State.UP);
        assertThat(seen).containsExactly("a#1");
    }

    /** A process that reads and is killed: its entries stay pending under its name. */
    private void dieWith(String consumer, String... jobs) {
        for (String job : jobs) {
            producer().sendBody("redis-stream:q", job);
        }
        redisson.getScript().eval(RScript.Mode.READ_WRITE,
                "return redis.pcall('XGROUP', 'CREATE', 'q', 'q', '0', 'MKSTREAM')", RScript.ReturnType.VALUE);
        assertThat(stream("q").readGroup("q", consumer, StreamReadGroupArgs.neverDelivered())).isNotEmpty();
    }
}
