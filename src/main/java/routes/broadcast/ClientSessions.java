package routes.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.impl.ContextInternal;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import routes.broadcast.socket.EventSocket;

/**
 * All connected WebSocket clients of this instance, by channel ({@code events}, {@code system}). The routes of
 * {@code 70-broadcast.camel.yaml} hand in the sockets' events and what is to be delivered. Delivery never waits for a
 * client. Thread-safe.
 */
public final class ClientSessions implements AutoCloseable {

    private static final String EVENTS = "events";
    private static final long TICK_MILLIS = 1_000;
    private static final int READERS = 2;
    private static final short RESTART = 1012;

    private final Vertx vertx;
    private final Clock clock;
    private final SessionSettings settings;
    private final OutboxArchive archive;
    private final LiveFeed feed;
    private final ClientRequestParser parser = new ClientRequestParser();
    private final Counter written;
    private final Map<String, Entry> sessions = new ConcurrentHashMap<>();
    private final Map<GroupKey, SessionGroup> groups = new ConcurrentHashMap<>();
    private final Map<String, BroadcastMessage> latest = new ConcurrentHashMap<>();
    private final AtomicBoolean catchingUp = new AtomicBoolean();
    private WorkerExecutor readers;
    private long timer;

    /**
     * @param clientQueue        {@code WEBSOCKET_CLIENT_QUEUE}: messages that may wait for a slow client before it is closed
     * @param pingSeconds        {@code WEBSOCKET_PING_INTERVAL_SECONDS}
     * @param idleSeconds        {@code WEBSOCKET_IDLE_TIMEOUT_SECONDS}
     * @param ackTimeoutSeconds  {@code WEBSOCKET_ACK_TIMEOUT_SECONDS}
     * @throws IllegalArgumentException when one of them is not positive
     */
    public ClientSessions(Vertx vertx, DataSource dataSource, Clock clock, MeterRegistry meterRegistry,
                          int clientQueue, int pingSeconds, int idleSeconds, int ackTimeoutSeconds) {
        this.vertx = vertx;
        this.clock = clock;
        this.settings = new SessionSettings(clientQueue, Duration.ofSeconds(pingSeconds), Duration.ofSeconds(idleSeconds),
                Duration.ofSeconds(ackTimeoutSeconds));
        this.archive = new OutboxArchive(dataSource);
        this.feed = new LiveFeed(archive, this::haveRoom, message -> offer(EVENTS, message));
        this.written = Counter.builder("hsi_websocket_messages").description("Messages written to WebSocket clients").register(meterRegistry);
        Gauge.builder("hsi_websocket_connections", sessions, Map::size).description("Connected WebSocket clients").register(meterRegistry);
    }

    /** @throws SQLException when the outbox cannot be read */
    public void start() throws SQLException {
        feed.start();
        readers = vertx.createSharedWorkerExecutor("broadcast-archive", READERS);
        timer = vertx.setPeriodic(TICK_MILLIS, id -> {
            groups.values().forEach(group -> group.execute(() -> group.tick(gone -> sessions.remove(gone.key()))));
            if (catchingUp.compareAndSet(false, true)) {
                readers.executeBlocking(feed::catchUp, false).onComplete(done -> catchingUp.set(false));
            }
        });
    }

    /** Closes all connections with 1012. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        sessions.values().forEach(entry -> entry.group.execute(() -> entry.session.close(RESTART, "Service restart")));
        if (readers != null) {
            readers.close();
        }
    }

    /** A client has connected. Call once, before any of its messages. */
    public void open(@Variable("channel") String channel, @Body EventSocket socket) {
        SessionGroup group = group(channel, ((ContextInternal) socket.context()).nettyEventLoop());
        ClientSession session = new ClientSession(socket.key(), channel, socket.webSocket(), settings, clock,
                new SendQueue(socket.webSocket(), settings.queueLimit(), written),
                new ArchiveReader(archive, readers, (ContextInternal) socket.context()));
        sessions.put(socket.key(), new Entry(session, group));
        group.execute(() -> {
            group.add(session);
            Optional.ofNullable(latest.get(channel)).ifPresent(session::live);
        });
    }

    /**
     * A client has sent a message: a String, or bytes. Call in the order of its messages. The route names no parameters: Camel would read
     * the text as an expression's result, drop quotes around it and take {@code null} for nothing.
     */
    public void receive(@Header(VertxWebsocketConstants.CONNECTION_KEY) String connectionKey, @Body Object content) {
        Entry entry = sessions.get(connectionKey);
        if (entry != null) {
            ClientRequest request = parser.parse(content);
            entry.group.execute(() -> entry.session.handle(request));
        }
    }

    /** A client has gone. */
    public void closed(@Header(VertxWebsocketConstants.CONNECTION_KEY) String connectionKey) {
        Entry entry = sessions.remove(connectionKey);
        if (entry != null) {
            entry.group.execute(() -> entry.group.remove(entry.session));
        }
    }

    /**
     * Delivers a message of the relay to the clients of {@code events}, in the order of the sequence and once.
     *
     * @throws IOException when the text is no broadcast message
     */
    public void broadcast(String json) throws IOException {
        feed.accept(json);
    }

    /**
     * Delivers a message that has no place in the order of broadcasts; clients that connect later begin with the last one.
     *
     * @param channel {@code system}
     * @throws IOException when the text is no broadcast message
     */
    public void deliver(String channel, String json) throws IOException {
        BroadcastMessage message = BroadcastMessage.parse(json);
        latest.put(channel, message);
        offer(channel, message);
    }

    private void offer(String channel, BroadcastMessage message) {
        groups.forEach((key, group) -> {
            if (key.channel.equals(channel)) {
                group.offer(message);
            }
        });
    }

    private boolean haveRoom() {
        return groups.entrySet().stream().filter(g -> g.getKey().channel.equals(EVENTS)).allMatch(g -> g.getValue().hasRoom());
    }

    private SessionGroup group(String channel, EventLoop eventLoop) {
        GroupKey key = new GroupKey(channel, eventLoop);
        SessionGroup group = groups.get(key);
        return group != null ? group : feed.between(last -> groups.computeIfAbsent(key, k -> new SessionGroup(eventLoop, last)));
    }

    private record GroupKey(String channel, EventLoop eventLoop) {
    }

    private record Entry(ClientSession session, SessionGroup group) {
    }
}
