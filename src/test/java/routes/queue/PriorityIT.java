package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

class PriorityIT extends QueueTestSupport {

    @Test
    void fast_work_never_waits_behind_slow_jobs() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        consume("redis-stream:analysis_queue?group=analyzers&concurrentConsumers=2&priorityStream=analysis_queue:fast", exchange -> {
            note(exchange);
            if (exchange.getMessage().getBody(String.class).startsWith("slow")) {
                finish.await();
            }
        });
        ProducerTemplate producer = producer();
        for (int i = 0; i < 5; i++) {
            producer.sendBody("redis-stream:analysis_queue", "slow" + i);
        }
        soon().until(() -> seen.size() == 2);
        producer.sendBody("redis-stream:analysis_queue:fast", "fast1");
        producer.sendBody("redis-stream:analysis_queue:fast", "fast2");
        soon().until(() -> seen.contains("fast1#1") && seen.contains("fast2#1"));
        assertThat(seen).filteredOn(note -> note.startsWith("slow")).hasSize(2);
        finish.countDown();
        soon().until(() -> seen.size() == 7);
    }
}
