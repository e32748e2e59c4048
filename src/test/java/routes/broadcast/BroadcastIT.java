package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BroadcastIT {

    private static BroadcastServers servers;
    private BroadcastApp app;

    @BeforeAll
    static void startServers() throws Exception {
        servers = new BroadcastServers();
    }

    @AfterAll
    static void stopServers() throws Exception {
        servers.close();
    }

    @BeforeEach
    void start() throws Exception {
        servers.execute("delete from outbox");
        app = new BroadcastApp(servers, new BroadcastApp.Settings());
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void tells_clients_what_was_stored_in_order() throws Exception {
        SocketClient client = app.connect("/ws/events");
        JsonNode connected = client.next();
        assertThat(connected.path("connection_id").asText()).matches("ws-events-[0-9a-f]{8}");
        long last = connected.path("last_sequence").longValue();

        servers.store("detection.new", "{\"detection_id\":1}");
        servers.store("event", "{\"id\":7,\"risk_score\":40,\"is_alert\":true}");
        servers.store("event", "{\"id\":8,\"risk_score\":99,\"is_alert\":false}");
        servers.store("event", "{\"id\":9}");
        servers.store("event", "{\"id\":10,\"is_alert\":\"true\"}");

        JsonNode first = client.next();
        assertThat(first.path("type").asText()).isEqualTo("detection.new");
        assertThat(first.path("data").path("detection_id").intValue()).isEqualTo(1);
        assertThat(first.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(first.path("requires_ack").booleanValue()).isFalse();
        List<Boolean> acks = new ArrayList<>();
        long before = first.path("sequence").longValue();
        assertThat(before).isGreaterThan(last);
        for (int i = 0; i < 4; i++) {
            JsonNode event = client.next();
            acks.add(event.path("requires_ack").booleanValue());
            assertThat(event.path("sequence").longValue()).isGreaterThan(before);
            before = event.path("sequence").longValue();
        }
        assertThat(acks).containsExactly(true, false, false, false);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> servers.queryLong("select count(*) from outbox where sent_at is null") == 0);
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
    void neither_loses_nor_repeats_while_it_replays_into_live_traffic() throws Exception {
        SocketClient client = app.connect("/ws/events");
        long last = client.next().path("last_sequence").longValue();
        servers.execute("insert into outbox (type, message) select 'event', jsonb_build_object('type', 'event', 'data', jsonb_build_object('id', i)) from generate_series(1, 3000) i");
        for (int i = 0; i < 3000; i++) {
            client.next();
        }
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    servers.store("event", "{\"id\":" + (3001 + i) + "}");
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        SocketClient late = app.connect("/ws/events");
        late.next("connected");
        writer.start();
        late.send("{\"type\":\"resync\",\"data\":{\"last_sequence\":" + last + "}}");
        late.next("resync_ack");
        List<Long> ids = new ArrayList<>();
        while (ids.size() < 3300) {
            ids.add(late.next().path("data").path("id").longValue());
        }
        writer.join();
        assertThat(ids).containsExactlyElementsOf(LongStream.rangeClosed(1, 3300).boxed().toList());
        assertThat(late.messages).isEmpty();
    }

    @Test
    void delivers_everything_once_across_a_restart_of_redis() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        servers.store("event", "{\"id\":1}");
        client.next("event");
        servers.killRedis();
        for (int i = 2; i <= 20; i++) {
            servers.store("event", "{\"id\":" + i + "}");
        }
        servers.startRedis();
        for (int i = 2; i <= 20; i++) {
            assertThat(client.next("event").path("data").path("id").intValue()).isEqualTo(i);
        }
        servers.store("event", "{\"id\":21}");
        assertThat(client.next("event").path("data").path("id").intValue()).isEqualTo(21);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> servers.queryLong("select count(*) from outbox where sent_at is null") == 0);
        assertThat(client.messages).isEmpty();
    }

    @Test
    void fills_a_gap_that_pub_sub_left() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        // as if another instance had relayed while our subscription was away
        servers.execute("insert into outbox (type, message, sequence, sent_at) select 'event', jsonb_build_object('type', 'event', 'sequence', n, "
                + "'data', jsonb_build_object('id', n)), n, now() from (select nextval('outbox_sequence') as n from generate_series(1, 5)) s");
        long first = client.next("event").path("sequence").longValue();
        for (int i = 1; i < 5; i++) {
            assertThat(client.next("event").path("sequence").longValue()).isEqualTo(first + i);
        }
    }

    @Test
    void publishes_again_what_a_killed_relay_left_half_done() throws Exception {
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        app.main.getCamelContext().getRouteController().stopRoute("broadcast-relay");
        long sequence = servers.queryLong("select nextval('outbox_sequence')");
        servers.execute("insert into outbox (type, message, sequence) values ('event', '{\"type\":\"event\",\"data\":{\"id\":1},\"sequence\":" + sequence + "}', " + sequence + ")");
        servers.store("event", "{\"id\":2}");
        app.main.getCamelContext().getRouteController().startRoute("broadcast-relay");
        assertThat(client.next("event").path("data").path("id").intValue()).isEqualTo(1);
        assertThat(client.next("event").path("data").path("id").intValue()).isEqualTo(2);
        assertThat(client.messages).isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> servers.queryLong("select count(*) from outbox where sent_at is null") == 0);
    }

    @Test
    void another_instance_takes_over_when_the_relay_loses_its_connection() throws Exception {
        try (BroadcastApp other = new BroadcastApp(servers, new BroadcastApp.Settings())) {
            SocketClient here = app.connect("/ws/events");
            SocketClient there = other.connect("/ws/events");
            here.next("connected");
            there.next("connected");
            for (int round = 1; round <= 3; round++) {
                servers.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
                servers.store("event", "{\"id\":" + round + "}");
                assertThat(here.next("event").path("data").path("id").intValue()).isEqualTo(round);
                assertThat(there.next("event").path("data").path("id").intValue()).isEqualTo(round);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> servers.queryLong("select count(*) from pg_locks where locktype = 'advisory'") == 1);
            }
        }
    }

    @Test
    void keeps_the_last_hundred_messages_and_those_of_the_last_day_when_it_purges() throws Exception {
        app.close();
        String insert = "insert into outbox (type, message, created_at, sequence, sent_at) select 'event', '{\"type\":\"event\",\"data\":{}}', "
                + "now() - interval '%s', nextval('outbox_sequence'), now() from generate_series(1, %d)";
        servers.execute(insert.formatted("30 hours", 1500));
        app = new BroadcastApp(servers, new BroadcastApp.Settings());
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> servers.queryLong("select count(*) from outbox") == 100);
        app.close();
        servers.execute(insert.formatted("23 hours", 300));
        app = new BroadcastApp(servers, new BroadcastApp.Settings());
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> servers.queryLong("select count(*) from outbox") == 300);
    }
}
