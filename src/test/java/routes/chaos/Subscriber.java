package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.broadcast.SocketClient;
import routes.config.Json;

/**
 * A client of {@code /ws/events} as docs/websocket.md describes it: when its connection ends it comes back, to whichever product answers,
 * asks for what came after the last sequence it has, and knows by its sequence what it has heard before. It keeps everything, to be compared
 * with what the database holds.
 */
final class Subscriber implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final long COME_BACK_MILLIS = 500;

    private final List<Product> products = new CopyOnWriteArrayList<>();
    private final Map<Long, JsonNode> heard = new ConcurrentSkipListMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::listen, "subscriber");
    private long last;

    Subscriber() {
        thread.start();
    }

    /** Has this product among those it connects to. */
    void follow(Product product) {
        products.add(product);
    }

    /** It has heard every message that has a sequence, as the database has it, and nothing else. */
    void verify(Connection database) throws Exception {
        assertThat(faults).as("what a client should not hear").isEmpty();
        Map<Long, JsonNode> told = told(database);
        assertThat(told.keySet().stream().filter(sequence -> !heard.containsKey(sequence))).as("sequences a client did not hear").isEmpty();
        assertThat(heard.keySet().stream().filter(sequence -> !told.containsKey(sequence))).as("sequences a client heard that nobody has").isEmpty();
        told.forEach((sequence, message) -> assertThat(heard.get(sequence)).as("what a client heard as %d", sequence).isEqualTo(message));
    }

    private static Map<Long, JsonNode> told(Connection database) throws Exception {
        Map<Long, JsonNode> messages = new TreeMap<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select sequence, message::text from outbox where sequence is not null")) {
            while (rows.next()) {
                messages.put(rows.getLong(1), Json.mapper().readTree(rows.getString(2)));
            }
        }
        return messages;
    }

    private void listen() {
        try {
            while (!stop.await(COME_BACK_MILLIS, TimeUnit.MILLISECONDS)) {
                for (Product product : products) {
                    // the port of one that has gone may be another's now
                    if (product.isAlive()) {
                        visit(product);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            faults.add(e.toString());
        }
    }

    private void visit(Product product) throws Exception {
        try (SocketClient client = SocketClient.connect("ws://127.0.0.1:" + product.apiPort() + "/ws/events")) {
            converse(client);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no answer from port {}, the next product is asked, or this one again in {} ms", product.apiPort(), COME_BACK_MILLIS, e);
        }
    }

    /** Until the connection ends. The last sequence rises only after the answer to resync: what is heard before may have a gap in front. */
    private void converse(SocketClient client) throws Exception {
        boolean resumed = false;
        long newest = 0;
        while (!client.closed.isDone() || !client.messages.isEmpty()) {
            JsonNode message = client.messages.poll(100, TimeUnit.MILLISECONDS);
            String type = message == null ? "" : message.path("type").asText();
            if (type.equals("connected")) {
                client.send("{\"type\":\"resync\",\"data\":{\"channel\":\"events\",\"last_sequence\":" + last + "}}");
            } else if (type.equals("ping")) {
                client.send("{\"type\":\"pong\"}");
            } else if (type.equals("resync_ack")) {
                resumed = true;
            } else if (message != null) {
                long sequence = message.path("sequence").longValue();
                // an alert that nobody acknowledges comes again
                boolean isRepeated = message.path("redelivery").asBoolean();
                keep(sequence, message);
                if (resumed && !isRepeated) {
                    if (sequence <= newest) {
                        faults.add(sequence + " after " + newest + " in one connection");
                    }
                    newest = sequence;
                    last = Math.max(last, sequence);
                }
            }
        }
    }

    private void keep(long sequence, JsonNode message) {
        ((ObjectNode) message).remove(List.of("replay", "redelivery"));
        JsonNode before = heard.putIfAbsent(sequence, message);
        if (before != null && !before.equals(message)) {
            faults.add("two messages with one sequence: " + before + " and " + message);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        thread.interrupt();
        thread.join();
    }
}
