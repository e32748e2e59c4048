package routes.broadcast.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of answers that wait in memory because their clients do not read them, in all connections together. Stands at the
 * wire's end of each connection. Thread-safe.
 */
@Sharable
final class UnreadAnswers extends ChannelOutboundHandlerAdapter {

    private final AtomicLong bytes = new AtomicLong();

    long bytes() {
        return bytes.get();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int size = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        bytes.addAndGet(size);
        context.write(message, promise.unvoid().addListener(taken -> bytes.addAndGet(-size)));
    }
}
