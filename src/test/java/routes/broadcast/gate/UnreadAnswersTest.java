package routes.broadcast.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class UnreadAnswersTest {

    private final UnreadAnswers unread = new UnreadAnswers(1_000);
    private final EmbeddedChannel one = new EmbeddedChannel(unread);
    private final EmbeddedChannel other = new EmbeddedChannel(unread);

    @Test
    void counts_what_waits_in_all_connections_until_it_is_taken() {
        one.write(answer(600));
        other.write(answer(600), other.voidPromise());
        assertThat(unread.areTooMany()).isTrue();
        one.flush();
        assertThat(unread.areTooMany()).isFalse();
        one.write(answer(600));
        assertThat(unread.areTooMany()).isTrue();
        other.close();
        assertThat(unread.areTooMany()).as("nobody is left to read it").isFalse();
    }

    @Test
    void closes_a_connection_rather_than_keep_twice_as_much() {
        one.write(answer(2_001));
        ByteBuf dropped = answer(1);
        ChannelFuture write = other.write(dropped);
        assertThat(write.isSuccess()).isFalse();
        assertThat(dropped.refCnt()).isZero();
        assertThat(other.isOpen()).isFalse();
        assertThat(one.isOpen()).isTrue();
    }

    private static ByteBuf answer(int bytes) {
        return Unpooled.buffer(bytes).writeZero(bytes);
    }
}
