package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ValidationException;
import org.junit.jupiter.api.Test;

class DeliveryIT extends QueueTestSupport {

    @Test
    void takes_a_job_off_the_queue_only_when_its_exchange_is_done() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        consume("redis-stream:q", exchange -> {
            note(exchange);
            finish.await();
        });
        producer().sendBody("redis-stream:q", "{\"n\":1}");
        soon().until(() -> seen.size() == 1);
        assertThat(status("q")).matches(s -> s.depth() == 1 && s.inProgress() == 1);
        finish.countDown();
        soon().until(() -> status("q").depth() == 0);
        assertThat(status("q").pending()).isZero();
        assertThat(seen).containsExactly("{\"n\":1}#1");
    }

    @Test
    void delivers_a_failed_job_again_and_counts() throws Exception {
        consume("redis-stream:q?maxDeliveries=5" + RETRY_SOON, exchange -> {
            note(exchange);
            if (seen.size() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        producer().sendBody("redis-stream:q", "a");
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("a#1", "a#2", "a#3");
        assertThat(redisson.getKeys().countExists("dlq:q", "q:first_failed")).isZero();
    }

    @Test
    void dead_letters_a_job_that_used_up_its_deliveries_with_all_that_is_known() throws Exception {
        CamelContext context = context();
        context.getRegistry().bind("knowing", new FailurePolicy() {
            @Override
            public Outcome onFailure(Throwable failure, boolean inDoubt) {
                return Outcome.RETRY;
            }

            @Override
            public Failure describe(Throwable failure) {
                return Failure.of(failure, failure.getCause(), "server_error", 502);
            }
        });
        work(context, "redis-stream:q?failurePolicy=#knowing&maxDeliveries=3" + RETRY_SOON, exchange -> {
            note(exchange);
            throw new IllegalStateException("wrapped", new IOException("detector said\n502"));
        });
        producer().sendBody("redis-stream:q", "{\"camera_id\":\"a\",\"n\":[1,2]}");
        soon().until(() -> status("q").deadLetters() == 1);
        assertThat(seen).hasSize(3);
        assertThat(status("q")).matches(s -> s.depth() == 0 && s.pending() == 0);
        DeadLetterEntry entry = new DeadLetters(redisson, "").list("q", null, 10).items().get(0).entry();
        assertThat(entry.job()).isEqualTo("{\"camera_id\":\"a\",\"n\":[1,2]}");
        assertThat(entry.error()).isEqualTo("detector said 502");
        assertThat(entry.errorType()).isEqualTo("IOException");
        assertThat(entry.category()).isEqualTo("server_error");
        assertThat(entry.httpStatus()).isEqualTo(502);
        assertThat(entry.attemptCount()).isEqualTo(3);
        assertThat(entry.queueName()).isEqualTo("q");
        assertThat(entry.firstFailedAt()).isBefore(entry.lastFailedAt());
        assertThat(entry.stackTrace()).contains("IllegalStateException").hasSizeLessThanOrEqualTo(4_000);
        assertThat(redisson.getKeys().countExists("q:first_failed")).isZero();
    }

    @Test
    void dead_letters_an_invalid_job_at_once() throws Exception {
        consume("redis-stream:q?maxDeliveries=5" + RETRY_SOON, exchange -> {
            note(exchange);
            throw new ValidationException(exchange, "no camera_id");
        });
        producer().sendBody("redis-stream:q", "not json");
        soon().until(() -> status("q").deadLetters() == 1);
        DeadLetterEntry entry = new DeadLetters(redisson, "").list("q", null, 10).items().get(0).entry();
        assertThat(entry.category()).isEqualTo("validation_error");
        assertThat(entry.originalJob().textValue()).isEqualTo("not json");
        assertThat(seen).hasSize(1);
    }

    @Test
    void goes_on_reading_whatever_its_policy_throws() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CamelContext context = context();
        context.getRegistry().bind("odd", new FailurePolicy() {
            @Override
            public Outcome onFailure(Throwable failure, boolean inDoubt) {
                throw new IllegalStateException("odd");
            }

            @Override
            public boolean ready() {
                if (asked.incrementAndGet() == 2) {
                    throw new StackOverflowError("very odd");
                }
                return true;
            }
        });
        work(context, "redis-stream:q?failurePolicy=#odd" + RETRY_SOON, exchange -> {
            note(exchange);
            if (seen.size() == 1) {
                throw new StackOverflowError("once");
            }
        });
        producer().sendBody("redis-stream:q", "a");
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).containsExactly("a#1", "a#2");
        assertThat(asked).hasValueGreaterThan(2);
    }

    @Test
    void pauses_while_a_dependency_is_away_without_spending_deliveries() throws Exception {
        AtomicBoolean up = new AtomicBoolean(true);
        AtomicBoolean breaks = new AtomicBoolean(true);
        FailurePolicy breaker = new FailurePolicy() {
            @Override
            public Outcome onFailure(Throwable failure, boolean inDoubt) {
                up.set(false);
                return Outcome.PAUSE;
            }

            @Override
            public boolean ready() {
                return up.get();
            }
        };
        CamelContext context = context();
        context.getRegistry().bind("breaker", breaker);
        work(context, "redis-stream:q?concurrentConsumers=2&failurePolicy=#breaker&maxDeliveries=1" + RETRY_SOON, exchange -> {
            note(exchange);
            if (breaks.get()) {
                throw new IllegalStateException("open");
            }
        });
        var consumer = (RedisStreamConsumer) context.getRoute("work").getConsumer();
        var producer = producer();
        producer.sendBody("redis-stream:q", "a");
        for (int outage = 1; outage <= 4; outage++) {
            soon().until(consumer::isPaused);
            soon().until(() -> status("q").waiting() == 1);
            up.set(true);
        }
        soon().until(() -> !up.get());
        producer.sendBody("redis-stream:q", "b");
        soon().until(() -> status("q").depth() == 2 && status("q").waiting() >= 1);
        breaks.set(false);
        up.set(true);
        soon().until(() -> status("q").depth() == 0);
        assertThat(seen).allMatch(note -> note.endsWith("#1")).contains("a#1", "b#1");
        assertThat(status("q").deadLetters()).isZero();
        assertThat(consumer.getDeadLettered()).isZero();
    }

    @Test
    void on_trial_new_entries_come_first_and_then_those_left_alone_longest() throws Exception {
        AtomicBoolean up = new AtomicBoolean(true);
        CamelContext context = context();
        context.getRegistry().bind("breaker", new FailurePolicy() {
            @Override
            public Outcome onFailure(Throwable failure, boolean inDoubt) {
                up.set(false);
                return Outcome.PAUSE;
            }

            @Override
            public boolean ready() {
                return up.get();
            }

            @Override
            public boolean onTrial() {
                return true;
            }
        });
        work(context, "redis-stream:q?failurePolicy=#breaker" + RETRY_SOON, exchange -> {
            note(exchange);
            throw new IllegalStateException("open");
        });
        var producer = producer();
        producer.sendBody("redis-stream:q", "a");
        soon().until(() -> status("q").waiting() == 1);
        producer.sendBody("redis-stream:q", "b");
        producer.sendBody("redis-stream:q", "c");
        for (int trial = 2; trial <= 6; trial++) {
            int trials = trial;
            // what was given back could be had by now: nothing but its order says what comes next
            soon().pollDelay(Duration.ofMillis(200)).until(() -> true);
            up.set(true);
            soon().until(() -> seen.size() == trials && !up.get());
            soon().until(() -> status("q").inProgress() == 0);
        }
        assertThat(seen).containsExactly("a#1", "b#1", "c#1", "a#1", "b#1", "c#1");
    }
}
