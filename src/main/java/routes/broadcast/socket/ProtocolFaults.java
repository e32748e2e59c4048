package routes.broadcast.socket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * Tells the client why its connection ends when a frame breaks the protocol (RFC 6455, 7.4.1: 1002 malformed, 1007 not
 * UTF-8, 1009 too big). Vert.x 4.5 only cuts the TCP connection. What still arrives is read and thrown away for a moment,
 * because closing with unread bytes would make the kernel send a reset that overtakes the close frame.
 *
 * <p>Messages in fragments are put together before Vert.x sees them: its own way of doing it loses a message whose first
 * fragment is empty, which RFC 6455, 5.4 allows, and every message after it.
 */
final class ProtocolFaults extends ChannelDuplexHandler {

    private static final long LINGER_SECONDS = 2;
    private static final int MAX_HELD_FLUSHES = 256;

    private boolean faulty;

    private ProtocolFaults() {
    }

    /**
     * Call on the connection's event loop, right after the upgrade. Also lets writes share system calls.
     *
     * @param maxMessage bytes of a message, in one frame or in several
     */
    static void guard(HttpConnection connection, int maxMessage) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), "utf8", new Utf8FrameValidator(false));
        vertx.pipeline().addBefore(vertx.name(), "messages", new WebSocketFrameAggregator(maxMessage));
        vertx.pipeline().addBefore(vertx.name(), "protocol-faults", new ProtocolFaults());
        // messages written within one turn of the event loop leave in one system call: under load that is many
        vertx.pipeline().addBefore(vertx.name(), "flush-consolidation", new FlushConsolidationHandler(MAX_HELD_FLUSHES, true));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (faulty) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (faulty) {
            // nothing may follow the close frame
            ReferenceCountUtil.release(message);
            promise.setFailure(new ClosedChannelException());
        } else {
            super.write(context, message, promise);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        WebSocketCloseStatus status = statusOf(cause);
        if (status == null) {
            super.exceptionCaught(context, cause);
        } else if (!faulty) {
            faulty = true;
            context.writeAndFlush(new CloseWebSocketFrame(status));
            context.channel().eventLoop().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** @return null when the client did not break the protocol */
    private static WebSocketCloseStatus statusOf(Throwable cause) {
        Throwable root = cause.getCause() instanceof CorruptedWebSocketFrameException ? cause.getCause() : cause;
        if (root instanceof CorruptedWebSocketFrameException corrupted) {
            return corrupted.closeStatus();
        }
        return root instanceof TooLongFrameException ? WebSocketCloseStatus.MESSAGE_TOO_BIG : null;
    }
}
