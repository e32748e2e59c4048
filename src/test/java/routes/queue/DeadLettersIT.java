package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;

class DeadLettersIT extends QueueTestSupport {

    private final AtomicBoolean broken = new AtomicBoolean(true);
    private DeadLetters deadLetters;

    @BeforeEach
    void letFiveJobsDie() throws Exception {
        deadLetters = new DeadLetters(redisson, "");
        consume("redis-stream:q?maxDeliveries=1", exchange -> {
            note(exchange);
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
        });
        ProducerTemplate producer = producer();
        IntStream.range(0, 5).forEach(i -> producer.sendBody("redis-stream:q", "{\"n\":" + i + ",\"share\":0.10}"));
        soon().until(() -> deadLetters.count("q") == 5);
        broken.set(false);
        seen.clear();
    }

    @Test
    void lists_page_by_page_oldest_first() {
        DeadLetters.Page first = deadLetters.list("q", null, 3);
        DeadLetters.Page second = deadLetters.list("q", first.nextCursor(), 3);
        assertThat(first.items()).hasSize(3);
        assertThat(second.nextCursor()).isNull();
        assertThat(Stream.of(first, second).flatMap(page -> page.items().stream())
                .map(item -> item.entry().originalJob().get("n").intValue())).containsExactly(0, 1, 2, 3, 4);
        assertThatThrownBy(() -> deadLetters.list("q", "x' or 1", 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requeues_one_with_fresh_deliveries() {
        String id = deadLetters.list("q", null, 10).items().get(2).id();
        assertThat(deadLetters.requeue("q", id)).isTrue();
        assertThat(deadLetters.requeue("q", id)).isFalse();
        soon().until(() -> seen.equals(List.of("{\"n\":2,\"share\":0.10}#1")));
        assertThat(deadLetters.count("q")).isEqualTo(4);
    }

    @Test
    void requeues_all_each_once() {
        assertThat(deadLetters.requeueAll("q")).isEqualTo(5);
        soon().until(() -> seen.size() == 5);
        assertThat(seen).allMatch(note -> note.endsWith("#1")).doesNotHaveDuplicates();
        assertThat(deadLetters.count("q")).isZero();
        assertThat(deadLetters.requeueAll("q")).isZero();
    }

    @Test
    void deletes_one() {
        String id = deadLetters.list("q", null, 1).items().get(0).id();
        assertThat(deadLetters.delete("q", id)).isTrue();
        assertThat(deadLetters.delete("q", id)).isFalse();
        assertThat(deadLetters.count("q")).isEqualTo(4);
    }

    @Test
    void an_entry_of_somebody_else_is_listed_as_it_is_and_can_be_deleted_or_requeued() {
        for (String foreign : List.of("no json", "null", "[]", "{}", "{\"attempt_count\":\"many\"}")) {
            redisson.<String, String>getStream("dlq:q", StringCodec.INSTANCE).add(StreamAddArgs.entry("entry", foreign));
        }
        StreamMessageId other = redisson.<String, String>getStream("dlq:q", StringCodec.INSTANCE).add(StreamAddArgs.entry("something", "else"));
        List<DeadLetter> items = deadLetters.list("q", null, 20).items();
        assertThat(items).hasSize(11);
        assertThat(items.subList(5, 11)).extracting(item -> item.entry().originalJob().textValue())
                .containsExactly("no json", "null", "[]", "{}", "{\"attempt_count\":\"many\"}", "{something=else}");
        assertThat(items.subList(5, 11)).allSatisfy(item -> {
            assertThat(item.entry().category()).isEqualTo("validation_error");
            assertThat(item.entry().lastFailedAt()).isNotNull();
        });
        assertThat(deadLetters.delete("q", other.toString())).isTrue();
        assertThat(deadLetters.requeueAll("q")).isEqualTo(10);
        soon().until(() -> seen.contains("no json#1"));
    }

    @Test
    void a_job_without_room_among_the_dead_letters_stays_in_the_queue_until_there_is_some() throws Exception {
        broken.set(true);
        consume("redis-stream:full?maxDeliveries=1&maxDeadLetters=2&backoffInitial=100&backoffMax=200", exchange -> {
            note(exchange);
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
        });
        IntStream.range(0, 3).forEach(i -> producer().sendBody("redis-stream:full", "job " + i));
        soon().until(() -> deadLetters.count("full") == 2);
        soon().until(() -> seen.stream().filter(note -> note.equals("job 2#1")).count() >= 2);
        assertThat(deadLetters.count("full")).isEqualTo(2);
        assertThat(redisson.getStream("full").size()).isEqualTo(1);
        assertThat(deadLetters.delete("full", deadLetters.list("full", null, 1).items().get(0).id())).isTrue();
        soon().until(() -> deadLetters.count("full") == 2 && redisson.getStream("full").size() == 0);
    }
}
