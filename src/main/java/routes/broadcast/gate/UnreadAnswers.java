package routes.broadcast.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of answers that wait in memory because their clients do not read them, in all connections together. Above the first
 * limit no further requests should be taken; answers to those that were taken before are kept up to twice as much, and beyond that their
 * connections are closed. Stands at the wire's end of each connection. Thread-safe.
 */
@Sharable
final class UnreadAnswers extends ChannelOutboundHandlerAdapter {

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    /** @param limit bytes */
    UnreadAnswers(long limit) {
        this.limit = limit;
    }

    boolean areTooMany() {
        return bytes.get() > limit;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int size = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        if (size > 0 && bytes.get() > 2 * limit) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            context.close();
            return;
        }
        bytes.addAndGet(size);
        context.write(message, promise.unvoid().addListener(taken -> bytes.addAndGet(-size)));
    }
}
