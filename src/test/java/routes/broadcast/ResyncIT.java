package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that was away hears what it missed. */
class ResyncIT extends BroadcastSetup {

    @BeforeEach
    void startEmpty() throws Exception {
        servers.execute("delete from outbox");
        start();
    }

    @Test
    void replays_what_a_client_missed_and_says_when_it_no_longer_can() throws Exception {
        SocketClient early = app.connect("/ws/events");
        servers.store("event", "{\"id\":-1}");
        long last = early.next("event").path("sequence").longValue();
        for (int i = 0; i < 450; i++) {
            servers.store(i % 3 == 0 ? "event" : "detection.new", "{\"id\":" + i + "}");
        }
        long head = 0;
        for (int i = 0; i < 450; i++) {
            head = early.next().path("sequence").longValue();
        }
        SocketClient late = app.connect("/ws/events");
        assertThat(late.next().path("last_sequence").longValue()).isEqualTo(head);
        late.send("{\"type\":\"subscribe\",\"data\":{\"events\":[\"EVENT\"]}}");
        late.next("subscribed");
        late.send("{\"type\":\"resync\",\"data\":{\"channel\":\"events\",\"last_sequence\":" + last + "}}");
        JsonNode ack = late.next();
        assertThat(ack.toString()).isEqualTo("{\"type\":\"resync_ack\",\"channel\":\"events\",\"last_sequence\":" + last
                + ",\"replayed\":150,\"complete\":true}");
        for (int i = 0; i < 450; i += 3) {
            JsonNode message = late.next();
            assertThat(message.path("replay").booleanValue()).isTrue();
            assertThat(message.path("data").path("id").intValue()).isEqualTo(i);
        }
        servers.store("event", "{\"id\":1000}");
        JsonNode live = late.next();
        assertThat(live.path("data").path("id").intValue()).isEqualTo(1000);
        assertThat(live.has("replay")).isFalse();

        servers.execute("delete from outbox where sequence <= " + (last + 10));
        late.send("{\"type\":\"resync\",\"data\":{\"last_sequence\":" + last + "}}");
        assertThat(late.next("resync_ack").path("complete").booleanValue()).isFalse();
        for (int i = 0; i < 147; i++) {
            late.next("event");
        }
        late.send("{\"type\":\"resync\",\"data\":{\"last_sequence\":" + Long.MAX_VALUE + "}}");
        JsonNode ahead = late.next("resync_ack");
        assertThat(ahead.path("complete").booleanValue()).isFalse();
        assertThat(ahead.path("replayed").intValue()).isZero();
    }

    @Test
    void neither_loses_nor_repeats_while_it_replays_a_day_into_live_traffic() throws Exception {
        int stored = 20_000;
        int live = 2_000;
        app.close();
        servers.execute("insert into outbox (type, message, created_at, sequence, sent_at) select 'event', jsonb_build_object('type', 'event', "
                + "'sequence', n, 'data', jsonb_build_object('id', i)), now() - make_interval(secs => 86000 - i * 4), n, now() "
                + "from (select i, nextval('outbox_sequence') as n from generate_series(1, " + stored + ") i) s");
        long before = servers.queryLong("select min(sequence) - 1 from outbox");
        start();
        CompletableFuture<Void> writer = new CompletableFuture<>();
        SocketClient late = app.connect("/ws/events");
        assertThat(late.next("connected").path("last_sequence").longValue()).isEqualTo(before + stored);
        Thread writing = new Thread(() -> {
            try {
                for (int i = 1; i <= live; i++) {
                    servers.store("event", "{\"id\":" + (stored + i) + "}");
                }
                writer.complete(null);
            } catch (Exception e) {
                writer.completeExceptionally(e);
            }
        });
        writing.start();
        late.next("event");
        late.send("{\"type\":\"resync\",\"data\":{\"last_sequence\":" + before + "}}");
        JsonNode ack = late.next("resync_ack");
        assertThat(ack.path("complete").booleanValue()).isTrue();
        List<Long> ids = new ArrayList<>();
        int replayed = 0;
        while (ids.size() < stored + live) {
            JsonNode message = late.next();
            ids.add(message.path("data").path("id").longValue());
            replayed += message.path("replay").booleanValue() ? 1 : 0;
        }
        writer.get(30, TimeUnit.SECONDS);
        assertThat(ids).containsExactlyElementsOf(LongStream.rangeClosed(1, stored + live).boxed().toList());
        assertThat(ack.path("replayed").intValue()).isEqualTo(replayed).isGreaterThan(stored);
        assertThat(late.messages).isEmpty();
    }
}
