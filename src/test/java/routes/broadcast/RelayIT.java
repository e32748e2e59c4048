package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What was stored reaches every client once and in order, whatever fails on the way. */
class RelayIT extends BroadcastSetup {

    @BeforeEach
    void startEmpty() throws Exception {
        servers.execute("delete from outbox");
        start();
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
    void tells_clients_what_is_stored_while_redis_is_away_and_says_once_that_it_is() throws Exception {
        Logger relay = (Logger) LoggerFactory.getLogger("routes.broadcast.outbox");
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel.processor.errorhandler");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        relay.setLevel(Level.INFO);
        relay.addAppender(lines);
        camel.addAppender(lines);
        try {
            SocketClient client = app.connect("/ws/events");
            client.next("connected");
            servers.killRedis();
            try {
                // each is stored when the one before has been heard, so that no batch has two of them
                for (int i = 1; i <= 3; i++) {
                    servers.store("event", "{\"id\":" + i + "}");
                    assertThat(client.next("event").path("data").path("id").intValue()).isEqualTo(i);
                }
            } finally {
                servers.startRedis();
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> servers.queryLong("select count(*) from outbox where sent_at is null") == 0);
            servers.store("event", "{\"id\":4}");
            assertThat(client.next("event").path("data").path("id").intValue()).as("what was published late is not told again").isEqualTo(4);
            assertThat(client.messages).isEmpty();
            assertThat(lines.list).filteredOn(line -> line.getFormattedMessage().matches("(?s).*(publish|Failed delivery).*")).extracting(ILoggingEvent::getLevel)
                    .containsExactly(Level.WARN, Level.INFO);
        } finally {
            relay.detachAppender(lines);
            camel.detachAppender(lines);
            relay.setLevel(null);
        }
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
