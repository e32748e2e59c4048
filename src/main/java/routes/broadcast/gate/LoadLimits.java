package routes.broadcast.gate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all clients together may cost: connections, requests under way and their bodies, answers that nobody reads. Beyond that a connection is
 * closed at once, a request answered with 503, so that clients can take neither the memory nor the file descriptors that the pipeline
 * needs. Thread-safe.
 */
final class LoadLimits implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(LoadLimits.class);
    private static final int MAX_REQUESTS = 256;
    private static final int MAX_BODIES = 128;
    private static final long MAX_UNREAD_BYTES = 64L << 20;
    private static final String DEADLINE = "request-deadline";
    private static final String UNREAD = "unread-answers";
    private static final String VERSIONS = "known-versions";

    private final int maxConnections;
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);
    private final Semaphore bodies = new Semaphore(MAX_BODIES);
    private final UnreadAnswers unread = new UnreadAnswers(MAX_UNREAD_BYTES);
    private final KnownVersions versions = new KnownVersions();
    private volatile boolean full;

    /** @param maxConnections {@code API_MAX_CONNECTIONS}, at least 1 */
    LoadLimits(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    /** Counts a connection that has just been made. Call on its event loop. */
    void connected(HttpConnection connection) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        Channel channel = vertx.channel();
        int open = connections.incrementAndGet();
        channel.closeFuture().addListener(gone -> full = connections.decrementAndGet() >= maxConnections);
        if (open > maxConnections) {
            if (!full) {
                LOG.warn("{} connections to the API port are open (API_MAX_CONNECTIONS): further ones are closed at once", maxConnections);
            }
            full = true;
            channel.close();
            return;
        }
        channel.pipeline().addFirst(UNREAD, unread).addBefore(vertx.name(), DEADLINE, new RequestDeadline())
                .addBefore(vertx.name(), VERSIONS, versions);
    }

    /** The connection speaks another protocol now, which has limits of its own. Call on its event loop. */
    void leave(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channelHandlerContext().pipeline();
        pipeline.remove(UNREAD);
        pipeline.remove(DEADLINE);
        pipeline.remove(VERSIONS);
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.normalizedPath();
        boolean webSocket = path.startsWith("/ws/");
        // who asks whether we live waits for a worker thread, but is never sent away; an upgrade needs none
        int request = Gatekeeper.isProbe(path) || webSocket ? 0 : 1;
        // a connection that has been upgraded never ends its request; what comes with one is dropped, and over 8 KiB refused, by Vert.x
        int body = !webSocket && hasBody(context.request()) ? 1 : 0;
        if (request > 0 && unread.areTooMany() || !requests.tryAcquire(request)) {
            refuse(context);
        } else if (!bodies.tryAcquire(body)) {
            requests.release(request);
            refuse(context);
        } else {
            if (request + body > 0) {
                AtomicBoolean released = new AtomicBoolean();
                context.addEndHandler(over -> {
                    if (released.compareAndSet(false, true)) {
                        requests.release(request);
                        bodies.release(body);
                    }
                });
            }
            context.next();
        }
    }

    private static void refuse(RoutingContext context) {
        context.response().putHeader("Retry-After", "1");
        new Problem(503, "BUSY", "Too many requests are under way, or answers unread").send(context);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || length != null && !length.equals("0");
    }
}
