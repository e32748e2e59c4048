package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import routes.testing.TestClock;

/** Clients that break the protocol, never read, or send without end: they are told why they are closed, and delay nobody. */
class RudeClientIT extends BroadcastSetup {

    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int TEXT_MIDDLE = 0x00;
    private static final int TEXT_ENDS = 0x80;
    private static final int PING = 0x89;

    @Test
    void closes_a_client_that_sends_too_much_with_1009() throws Exception {
        settings.maxMessage = 1000;
        start();
        SocketClient big = app.connect("/ws/events");
        big.send("x".repeat(1_000_000));
        assertThat(big.closeCode()).isEqualTo(1009);
        SocketClient fragmented = app.connect("/ws/events");
        for (int i = 0; i < 3; i++) {
            fragmented.webSocket.sendText("x".repeat(900), false).get(5, TimeUnit.SECONDS);
        }
        assertThat(fragmented.closeCode()).isEqualTo(1009);
    }

    @Test
    void closes_a_client_that_breaks_the_protocol_with_the_right_code() throws Exception {
        start();
        try (RawSocket notUtf8 = new RawSocket(app.port(), "/ws/events");
             RawSocket notMasked = new RawSocket(app.port(), "/ws/events");
             RawSocket unknownFrame = new RawSocket(app.port(), "/ws/events");
             RawSocket fragmentedPing = new RawSocket(app.port(), "/ws/events");
             RawSocket endWithoutBeginning = new RawSocket(app.port(), "/ws/events")) {
            notUtf8.sendFrame(TEXT, (byte) 0xc3, (byte) 0x28);
            assertThat(notUtf8.readCloseCode()).isEqualTo(1007);
            notMasked.send(TEXT, 4, 'p', 'i', 'n', 'g');
            assertThat(notMasked.readCloseCode()).isEqualTo(1002);
            unknownFrame.sendFrame(0x83);
            assertThat(unknownFrame.readCloseCode()).isEqualTo(1002);
            fragmentedPing.sendFrame(PING & 0x0f);
            assertThat(fragmentedPing.readCloseCode()).isEqualTo(1002);
            endWithoutBeginning.sendFrame(TEXT_ENDS, (byte) 'x');
            assertThat(endWithoutBeginning.readCloseCode()).isEqualTo(1002);
        }
        Awaitility.await().until(() -> connections() == 0);
    }

    @Test
    void understands_messages_in_pieces_and_answers_binary_ones_with_an_error() throws Exception {
        start();
        try (RawSocket client = new RawSocket(app.port(), "/ws/events")) {
            assertThat(client.readText()).contains("\"connected\"");
            client.sendFrame(TEXT_BEGINS, "pi".getBytes(StandardCharsets.US_ASCII));
            client.sendFrame(PING);
            assertThat(client.readText()).as("answer to the ping in between").isEmpty();
            client.sendFrame(TEXT_ENDS, "ng".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readText()).isEqualTo("{\"type\":\"pong\"}");
            byte[] unknown = "{\"type\":\"\u00e4\"}".getBytes(StandardCharsets.UTF_8);
            int middle = unknown.length - 3;
            client.sendFrame(TEXT_BEGINS, Arrays.copyOf(unknown, middle));
            client.sendFrame(TEXT_ENDS, Arrays.copyOfRange(unknown, middle, unknown.length));
            assertThat(client.readText()).contains("unknown_message_type").contains("\"\u00e4\"");
            client.sendFrame(TEXT_BEGINS);
            client.sendFrame(TEXT_MIDDLE, "pin".getBytes(StandardCharsets.US_ASCII));
            client.sendFrame(TEXT_ENDS, "g".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readText()).as("begins with nothing").isEqualTo("{\"type\":\"pong\"}");
            client.sendFrame(0x02);
            client.sendFrame(TEXT_ENDS);
            assertThat(client.readText()).as("nothing in two pieces").contains("invalid_message_format");
            client.sendFrame(0x82, (byte) 1, (byte) 2, (byte) 3);
            assertThat(client.readText()).contains("invalid_message_format");
            client.sendFrame(TEXT);
            assertThat(client.readText()).contains("invalid_message_format");
            client.sendFrame(TEXT, "ping".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readText()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void answers_any_text_without_losing_the_connection() throws Exception {
        start();
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        for (String text : List.of("[".repeat(60_000), "{\"a\":".repeat(10_000), "\u0000", "\"ping", "\"ping\"", "'ping'", "null", "*", "${body}", "com.example.Ping.class", "{\"type\":\"" + "x".repeat(60_000) + "\"}",
                "{\"type\":\"ack\",\"data\":{\"sequence\":" + "9".repeat(60_000) + "}}", "{\"type\":\"<script>\",\"data\":\"'; drop table outbox; --\"}")) {
            client.send(text);
            JsonNode error = client.next();
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.toString().length()).isLessThan(500);
        }
        client.send("ping");
        client.next("pong");
    }

    @Test
    void closes_a_client_that_never_reads_with_1013_and_delays_nobody() throws Exception {
        settings.clientQueue = 50;
        start();
        SocketClient reader = app.connect("/ws/events");
        reader.next("connected");
        try (RawSocket lazy = new RawSocket(app.port(), "/ws/events")) {
            Awaitility.await().until(() -> connections() == 2);
            String data = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
            int sent = 0;
            while (connections() > 1) {
                servers.store("event", data);
                assertThat(reader.next("event").path("type").asText()).isEqualTo("event");
                assertThat(++sent).isLessThan(2000);
            }
            assertThat(lazy.readCloseCode()).isEqualTo(1013);
        }
    }

    @Test
    void forgets_clients_that_end_without_a_word() throws Exception {
        TestClock clock = new TestClock(Instant.parse("2026-01-09T12:00:00Z"));
        settings.clock = clock;
        start();
        try (RawSocket halfClosed = new RawSocket(app.port(), "/ws/events"); RawSocket dead = new RawSocket(app.port(), "/ws/events")) {
            Awaitility.await().until(() -> connections() == 2);
            halfClosed.shutDownOutput();
            Awaitility.await().until(() -> connections() == 1);
            clock.advance(Duration.ofSeconds(300));
            Awaitility.await().until(() -> connections() == 0);
            assertThat(dead.readCloseCode()).isEqualTo(1000);
            assertThat(dead.isClosedByServer()).as("cut, although it never answered the close frame").isTrue();
        }
    }

    @Test
    void slows_a_flooding_client_down_instead_of_buffering_it() throws Exception {
        start();
        SocketClient flood = app.connect("/ws/events");
        flood.next("connected");
        SocketClient other = app.connect("/ws/events");
        other.next("connected");
        long begin = System.nanoTime();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 10_000; i++) {
                flood.webSocket.sendText("ping", true).join();
            }
        });
        other.send("ping");
        other.next("pong");
        for (int i = 0; i < 10_000; i++) {
            flood.next("pong");
        }
        sent.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(3));
    }

    private int connections() {
        return (int) app.meters.get("hsi_websocket_connections").gauge().value();
    }
}
