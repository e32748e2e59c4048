package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import routes.config.Settings;
import routes.testing.RawService;
import routes.testing.RawService.Script;

/** Answers that break HTTP, or never end, from a service that is not what it should be or means harm: bounded in time and in memory. */
class HostileAnswersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static BoundedCalls calls;
    private static CloseableHttpClient client;

    @BeforeAll
    static void start() {
        calls = new BoundedCalls("florence", 700, 100_000, 4, new ServiceKeys(Settings.load(Map.of(), Optional.empty())), new SimpleMeterRegistry());
        HttpClientBuilder builder = HttpClientBuilder.create();
        calls.configureHttpClient(builder);
        client = builder.build();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        calls.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                answer("headers without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(OK, "X-Header: " + "x".repeat(1_000) + "\r\n")),
                answer("a header line without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(OK + "X-Header: ", "x".repeat(1_000))),
                answer("trailers without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(CHUNKED + "2\r\n{}\r\n0\r\n", "X-Trailer: x\r\n")),
                answer("a chunk extension without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(CHUNKED + "2;", "x".repeat(1_000))),
                answer("chunks without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(CHUNKED, "3e8\r\n" + "x".repeat(1_000) + "\r\n")),
                answer("a body without end", ErrorCategory.VALIDATION_ERROR, RawService.endlessly(OK + "\r\n", "x".repeat(1_000))),
                answer("100 Continue without end", ErrorCategory.TIMEOUT, RawService.endlessly("", "HTTP/1.1 100 Continue\r\n\r\n")),
                answer("another protocol", ErrorCategory.PARSE_ERROR, RawService.once("SSH-2.0-OpenSSH_9.2p1\r\n")),
                answer("nothing, and the connection closed", ErrorCategory.SERVER_ERROR, (in, out) -> { }),
                answer("bytes without a line", ErrorCategory.VALIDATION_ERROR, RawService.endlessly("", "\u0001".repeat(1_000))),
                answer("another protocol, agreed", ErrorCategory.PARSE_ERROR, RawService.once("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
                answer("another version", ErrorCategory.PARSE_ERROR, RawService.once("HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\n{}")),
                answer("status a word", ErrorCategory.PARSE_ERROR, RawService.once("HTTP/1.1 fine\r\nContent-Length: 2\r\n\r\n{}")),
                answer("a length below zero", ErrorCategory.PARSE_ERROR, RawService.once(OK + "Content-Length: -5\r\n\r\n{}")),
                answer("a chunk size that is no number", ErrorCategory.PARSE_ERROR, RawService.once(CHUNKED + "zz\r\n{}\r\n")),
                answer("a chunk size over everything", ErrorCategory.PARSE_ERROR, RawService.once(CHUNKED + "ffffffffffffffffff\r\n{}\r\n")),
                answer("gzip that is none", ErrorCategory.PARSE_ERROR, RawService.once(OK + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")),
                answer("a header that is none", ErrorCategory.PARSE_ERROR, RawService.once(OK + "no colon here\r\nContent-Length: 2\r\n\r\n{}")));
    }

    private static Arguments answer(String name, ErrorCategory category, Script script) {
        return Arguments.of(name, category, script);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("answers")
    void ends_in_its_category_in_time(String name, ErrorCategory category, Script script) throws Exception {
        try (RawService service = new RawService(script)) {
            long start = System.nanoTime();
            Throwable error = catchThrowable(() -> post(service, "{}"));
            assertThat(Failures.category(error)).isEqualTo(category);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void an_error_of_the_virtual_machine_ends_one_call_and_not_all_that_follow() throws Exception {
        try (RawService service = new RawService(RawService.once(OK + "Content-Length: 2\r\n\r\n{}"))) {
            HttpPost post = new HttpPost(service.url());
            post.setEntity(new EntityTemplate(2, ContentType.APPLICATION_JSON, null, out -> {
                throw new OutOfMemoryError("of a test");
            }));
            for (int call = 0; call < 5; call++) {
                assertThatThrownBy(() -> client.execute(post, response -> null)).isInstanceOf(OutOfMemoryError.class);
            }
            assertThat(post(service, "{}")).isEqualTo("{}");
        }
    }

    private static String post(RawService service, String json) throws IOException {
        HttpPost post = new HttpPost(service.url());
        post.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        return client.execute(post, response -> EntityUtils.toString(response.getEntity()));
    }
}
