package routes.broadcast.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose client takes too long over one request: the idle limit of the server starts again with every piece of a
 * body, so that a client that drips would hold its connection and what it has sent for ever. Stands behind the HTTP decoder. Confined
 * to the connection's event loop; costs nothing for a request that comes in one piece.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    static final int SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(RequestDeadline.class);

    private boolean ended;
    private Future<?> deadline;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        ended = message instanceof LastHttpContent;
        super.channelRead(context, message);
    }

    /** Something was read: the end of a request, or a part of one, of which perhaps nothing is decoded yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (ended) {
            ended = false;
            cancel();
        } else if (deadline == null) {
            deadline = context.executor().schedule(() -> {
                LOG.debug("{} took more than {} s over a request and is disconnected", context.channel().remoteAddress(), SECONDS);
                context.close();
            }, SECONDS, TimeUnit.SECONDS);
        }
        super.channelReadComplete(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        cancel();
        super.channelInactive(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
