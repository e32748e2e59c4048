package routes.broadcast.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.spi.annotations.Component;
import routes.broadcast.gate.ApiHttpServer;

/**
 * {@code vertx-websocket} for paths on the API port ({@code vertx-websocket:/ws/events}), used by
 * {@code 70-broadcast.camel.yaml}. Bind it in the registry under that name. URIs with a host and port of their own, and
 * clients, behave as in the stock component.
 *
 * <p>The stock consumer of 4.17 was not enough for a port that strangers reach:
 * <ul>
 * <li>every query parameter becomes an exchange header of that name, {@code CamelFileName} included (CAMEL-23532);</li>
 * <li>messages of one connection are processed unordered, and the open event may come after the first message;</li>
 * <li>received messages are queued without limit;</li>
 * <li>a message over the size limit cuts the connection without a close code;</li>
 * <li>it wants a server of its own, so nothing can be refused before the upgrade by the handlers of the API port;</li>
 * <li>stopping one of several routes on a port disconnects all of them.</li>
 * </ul>
 * Delivery does not go through the stock producer either, which waits for the slowest peer without a limit: see
 * {@code routes.broadcast.ClientSessions}.
 */
@Component("vertx-websocket") // finds the stock endpoint options; the annotation is not inherited
public final class EventSocketComponent extends VertxWebsocketComponent {

    private static final int THREADS = 4;

    private final ApiHttpServer server;
    private final Map<VertxWebsocketConsumer, EventSocketMount> mounts = new ConcurrentHashMap<>();
    private ExecutorService workers;

    public EventSocketComponent(ApiHttpServer server) {
        this.server = server;
        setVertx(server.getVertx());
        setDefaultHost(server.getHost());
        setDefaultPort(server.getConfigurationPort());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        workers = getCamelContext().getExecutorServiceManager().newFixedThreadPool(this, "event-socket", THREADS);
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (workers != null) {
            getCamelContext().getExecutorServiceManager().shutdown(workers);
        }
    }

    @Override
    public void connectConsumer(VertxWebsocketConsumer consumer) {
        if (isOnApiPort(consumer)) {
            mounts.put(consumer, new EventSocketMount(consumer, server, workers));
        } else {
            super.connectConsumer(consumer);
        }
    }

    @Override
    public void disconnectConsumer(VertxWebsocketConsumer consumer) {
        EventSocketMount mount = mounts.remove(consumer);
        if (mount != null) {
            mount.close();
        } else {
            super.disconnectConsumer(consumer);
        }
    }

    private boolean isOnApiPort(VertxWebsocketConsumer consumer) {
        return consumer.getEndpoint().getConfiguration().getWebsocketURI().getPort() == server.getConfigurationPort();
    }
}
