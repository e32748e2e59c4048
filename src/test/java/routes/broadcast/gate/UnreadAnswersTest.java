package routes.broadcast.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class UnreadAnswersTest {

    private final UnreadAnswers unread = new UnreadAnswers();

    @Test
    void counts_what_waits_in_all_connections_until_it_is_taken() {
        EmbeddedChannel one = new EmbeddedChannel(unread);
        EmbeddedChannel other = new EmbeddedChannel(unread);
        one.write(Unpooled.buffer().writeZero(1_000));
        other.write(Unpooled.buffer().writeZero(500), other.voidPromise());
        assertThat(unread.bytes()).isEqualTo(1_500);
        one.flush();
        assertThat(unread.bytes()).isEqualTo(500);
        other.close();
        assertThat(unread.bytes()).as("nobody is left to read it").isZero();
    }
}
