package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamCreateGroupArgs;

/** Several groups on one stream. */
class GroupsIT extends QueueTestSupport {

    @Test
    void each_group_gets_every_job_which_goes_when_all_have_done_it() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        consume("redis-stream:q?group=quick", exchange -> seen.add("quick " + exchange.getMessage().getBody(String.class)));
        consume("redis-stream:q?group=slow&concurrentConsumers=2", exchange -> {
            finish.await();
            seen.add("slow " + exchange.getMessage().getBody(String.class));
        });
        soon().until(() -> stream("q").listGroups().size() == 2);
        producer().sendBody("redis-stream:q", "a");
        producer().sendBody("redis-stream:q", "b");
        soon().until(() -> seen.contains("quick a") && seen.contains("quick b"));
        soon().until(() -> new QueueMonitor(redisson, "", "q", "quick").status().orElseThrow().pending() == 0);
        assertThat(stream("q").size()).as("the slow group needs them").isEqualTo(2);
        finish.countDown();
        soon().until(() -> stream("q").size() == 0);
        assertThat(seen).containsExactlyInAnyOrder("quick a", "quick b", "slow a", "slow b");
    }

    @Test
    void what_one_group_gives_up_stays_for_the_other() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        consume("redis-stream:q?group=fails&maxDeliveries=2" + RETRY_SOON, exchange -> {
            throw new IllegalStateException("broken");
        });
        consume("redis-stream:q?group=works", exchange -> {
            finish.await();
            note(exchange);
        });
        soon().until(() -> stream("q").listGroups().size() == 2);
        producer().sendBody("redis-stream:q", "a");
        soon().until(() -> stream("dlq:q").size() == 1);
        assertThat(stream("q").size()).isEqualTo(1);
        finish.countDown();
        soon().until(() -> stream("q").size() == 0);
        assertThat(seen).containsExactly("a#1");
        assertThat(redisson.getKeys().countExists("q:first_failed")).isZero();
    }

    @Test
    void a_group_that_has_not_read_an_entry_yet_keeps_it() throws Exception {
        stream("q").createGroup(StreamCreateGroupArgs.name("late").id(StreamMessageId.ALL).makeStream());
        consume("redis-stream:q", this::note);
        producer().sendBody("redis-stream:q", "a");
        soon().until(() -> seen.contains("a#1") && status("q").pending() == 0);
        assertThat(stream("q").size()).isEqualTo(1);
        consume("redis-stream:q?group=late", this::note);
        soon().until(() -> stream("q").size() == 0);
        assertThat(seen).containsExactly("a#1", "a#1");
    }
}
