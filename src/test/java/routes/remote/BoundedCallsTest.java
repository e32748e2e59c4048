package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.config.Settings;
import routes.testing.RawService;

class BoundedCallsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedCalls calls = new BoundedCalls("florence", 1_500, 10_000, 4, new ServiceKeys(Settings.load(Map.of(), Optional.empty())), meters);
    private final MockWebServer server = new MockWebServer();
    private CloseableHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        HttpClientBuilder builder = HttpClientBuilder.create();
        calls.configureHttpClient(builder);
        client = builder.build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        calls.close();
    }

    private String post(String url, String... headers) throws IOException {
        HttpPost post = new HttpPost(url);
        post.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
        for (int i = 0; i < headers.length; i += 2) {
            post.addHeader(headers[i], headers[i + 1]);
        }
        return client.execute(post, response -> EntityUtils.toString(response.getEntity()));
    }

    private String url() {
        return server.url("/").toString();
    }

    @Test
    void lets_an_answer_at_the_limit_pass_and_uses_the_connection_again() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder().body("x".repeat(10_000)).build());
            assertThat(post(url())).hasSize(10_000);
        }
        assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(server.takeRequest().getConnectionIndex());
        assertThat(meters.get("hsi.ai.request.duration").tag("service", "florence").timer().count()).isEqualTo(2);
    }

    /** As servers close what is idle, and those that are restarted close everything. */
    @Test
    void a_connection_that_the_service_has_closed_meanwhile_costs_no_failed_call() throws Exception {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);
        try (RawService closing = new RawService((in, out) -> out.write(answer))) {
            for (int call = 0; call < 3; call++) {
                assertThat(post(closing.url())).isEqualTo("{}");
                Awaitility.await().pollDelay(Duration.ofMillis(250)).until(() -> true);
            }
        }
    }

    @Test
    void cuts_an_answer_over_the_limit_without_reading_the_rest() {
        server.enqueue(new MockResponse.Builder().body("x".repeat(20_000)).throttleBody(10_100, 10, TimeUnit.SECONDS).build());
        long start = System.nanoTime();

        Throwable error = catchThrowable(() -> post(url()));

        assertThat(Failures.category(error)).isEqualTo(ErrorCategory.VALIDATION_ERROR);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_400));
    }

    @Test
    void cuts_headers_that_drip() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread drip = new Thread(() -> drip(dripping));
            drip.start();
            long start = System.nanoTime();

            Throwable error = catchThrowable(() -> post("http://127.0.0.1:" + dripping.getLocalPort() + "/"));

            assertThat(error).isInstanceOf(SocketTimeoutException.class);
            assertThat(Failures.category(error)).isEqualTo(ErrorCategory.TIMEOUT);
            assertThat(Failures.reason(error)).isEqualTo("florence: no complete answer within 1500 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            drip.join(5_000);
            assertThat(drip.isAlive()).isFalse();
        }
    }

    /** A header byte every 20 ms until the client is gone. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 250; i++) {
                out.write('x');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException gone) {
            // the client has cut the connection, which is what the test waits for
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Camel looks for charset and gzip in these headers, and unpacks without a limit whatever has gzip in its name. */
    @Test
    void what_the_service_says_of_its_answer_decides_nothing() throws Exception {
        server.enqueue(new MockResponse.Builder().body("{\"text\":\"grün\"}").setHeader("Content-Type", "text/html; charset=nonsense")
                .setHeader("Content-Encoding", "no-gzip").setHeader("Set-Cookie", "a=b").build());
        HttpPost post = new HttpPost(url());
        client.execute(post, response -> {
            assertThat(response.containsHeader("Content-Encoding")).isFalse();
            assertThat(response.getFirstHeader("Content-Type").getValue()).isEqualTo("application/json; charset=UTF-8");
            assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("{\"text\":\"grün\"}");
            return null;
        });
        server.enqueue(new MockResponse.Builder().body("{}").build());
        post(url());
        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().names()).doesNotContain("Cookie");
    }

    @Test
    void does_not_repeat_a_503_by_itself() throws Exception {
        server.enqueue(new MockResponse.Builder().code(503).addHeader("Retry-After", "1").body("busy").build());

        assertThat(post(url())).isEqualTo("busy");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void keeps_to_the_time_the_caller_has_left_and_does_not_tell() throws Exception {
        server.enqueue(new MockResponse.Builder().headersDelay(300, TimeUnit.MILLISECONDS).body("late").build());

        assertThatThrownBy(() -> post(url(), BoundedCalls.TIME_LEFT, "50")).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("50 ms");
        assertThat(server.takeRequest().getHeaders().names()).doesNotContain(BoundedCalls.TIME_LEFT);
        assertThatThrownBy(() -> post(url(), BoundedCalls.TIME_LEFT, "0")).isInstanceOf(SocketTimeoutException.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }
}
