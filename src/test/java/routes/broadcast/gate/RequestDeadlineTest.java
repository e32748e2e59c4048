package routes.broadcast.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request has so much time, in however many pieces it comes; between two requests a connection may rest. */
class RequestDeadlineTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(), new RequestDeadline());

    @BeforeEach
    void timeIsOurs() {
        channel.freezeTime();
    }

    @Test
    void cuts_off_a_client_that_drips_headers() {
        receive("GET / HT");
        for (int i = 0; i < 5; i++) {
            later(RequestDeadline.SECONDS / 6);
            receive("TP/1.1\r\nX-" + i + ": y\r\n");
            assertThat(channel.isOpen()).isTrue();
        }
        later(RequestDeadline.SECONDS / 6);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void cuts_off_a_client_that_drips_a_body() {
        receive("PATCH / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
        later(RequestDeadline.SECONDS - 1);
        receive("x");
        later(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void lets_a_connection_rest_between_requests() {
        receive("GET / HTTP/1.1\r\n\r\n");
        later(3 * RequestDeadline.SECONDS);
        receive("GET / HTTP/1.1\r\n");
        later(RequestDeadline.SECONDS - 1);
        receive("\r\n");
        later(3 * RequestDeadline.SECONDS);
        receive("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
        later(3 * RequestDeadline.SECONDS);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void leaves_nothing_behind() {
        receive("GET / HT");
        channel.pipeline().remove(RequestDeadline.class);
        later(2 * RequestDeadline.SECONDS);
        assertThat(channel.isOpen()).isTrue();
    }

    private void receive(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private void later(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
