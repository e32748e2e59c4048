package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.enrich.EnrichApp.enrichment;
import static routes.enrich.EnrichApp.scene;
import static routes.enrich.EnrichApp.seen;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import routes.testing.Bodies;

/** Every kind of bad answer of every service ends in its category and harms nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadAnswersTest {

    private ScriptedServices services;
    private EnrichApp app;

    @BeforeAll
    void start() throws Exception {
        Bodies.gzipBomb(); // takes a second to make
        services = new ScriptedServices();
        app = new EnrichApp(services).with("FLORENCE_READ_TIMEOUT", "1").with("CLIP_READ_TIMEOUT", "1").with("ENRICHMENT_READ_TIMEOUT", "1");
        for (String service : new String[] {"FLORENCE", "CLIP", "ENRICHMENT"}) {
            app.with(service + "_CB_FAILURE_THRESHOLD", "1000");
        }
        app.start();
    }

    @AfterAll
    void stop() {
        app.close();
        services.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of("/florence/extract", "/clip/embed", "/enrichment/pose-analyze").flatMap(target -> Stream.of(
                bad(target, "HTML", "parse_error", () -> ok("<html><body>Bad gateway</body></html>")),
                bad(target, "nothing", "parse_error", () -> ok("")),
                bad(target, "cut JSON", "parse_error", () -> ok("{\"result\":\"A per")),
                bad(target, "a list", "parse_error", () -> ok("[1,2,3]")),
                bad(target, "200 with an error", "parse_error", () -> ok("{\"detail\":\"model not loaded\"}")),
                bad(target, "a number where a text belongs", "parse_error", () -> ok("{\"result\":5,\"posture\":5,\"embedding\":5}")),
                bad(target, "5 MB", "validation_error", () -> ok("{\"result\":\"" + "x".repeat(5_000_000) + "\"}")),
                bad(target, "a gzip bomb", "validation_error", Bodies::gzipBomb),
                bad(target, "HTML as HTML", "parse_error", Bodies::html),
                bad(target, "a picture", "parse_error", () -> ok("\u00ff\u00d8").newBuilder().setHeader("Content-Type", "image/jpeg").build()),
                bad(target, "null", "parse_error", () -> ok("null")),
                bad(target, "nested deeply", "parse_error", () -> ok("[".repeat(200_000))),
                bad(target, "millions of values", "parse_error", () -> ok("[" + "{},".repeat(1_300_000) + "{}]")),
                bad(target, "said twice", "parse_error", () -> ok("{\"result\":\"a\",\"result\":\"b\",\"posture\":\"standing\",\"posture\":\"sitting\",\"embedding\":[],\"embedding\":[]}")),
                bad(target, "broken gzip", "parse_error", () -> ok("{}").newBuilder().setHeader("Content-Encoding", "gzip").build()),
                bad(target, "lists where values belong", "parse_error", () -> ok("{\"result\":[],\"posture\":[],\"embedding\":{}}")),
                bad(target, "slow drip", "timeout", () -> ok("x".repeat(1_000)).newBuilder().throttleBody(1, 100, TimeUnit.MILLISECONDS).build()),
                bad(target, "half an answer, then silence", "timeout", () -> ok("x".repeat(1_000)).newBuilder().bodyDelay(9, TimeUnit.SECONDS).build()),
                bad(target, "cut before the answer", "server_error",
                        () -> new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build()),
                bad(target, "401", "client_error", () -> status(401)),
                bad(target, "504", "timeout", () -> status(504)),
                bad(target, "redirect", "client_error", () -> new MockResponse.Builder().code(302).addHeader("Location", "http://127.0.0.1:1/").build()),
                bad(target, "413", "client_error", () -> status(413)),
                bad(target, "429", "rate_limited", () -> status(429)),
                bad(target, "500", "server_error", () -> status(500)),
                bad(target, "503", "service_unavailable", () -> status(503)),
                bad(target, "connection cut in the answer", "server_error",
                        () -> ok("x".repeat(100_000)).newBuilder().onResponseBody(new SocketEffect.CloseSocket()).build()),
                bad(target, "no answer at all", "timeout", () -> new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build())));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                bad("/clip/embed", "512 dimensions", "validation_error", () -> ok(vector(512, "0.0442"))),
                bad("/clip/embed", "NaN", "validation_error", () -> ok(vector(768, "NaN"))),
                bad("/clip/embed", "texts", "validation_error", () -> ok(vector(768, "\"0.1\""))),
                bad("/clip/embed", "zeros", "validation_error", () -> ok(vector(768, "0"))),
                bad("/clip/embed", "not normalised", "validation_error", () -> ok(vector(768, "1.0"))),
                bad("/clip/embed", "infinite", "validation_error", () -> ok(vector(768, "1e400"))),
                bad("/florence/extract", "NaN", "parse_error", () -> ok("{\"result\":NaN}")),
                bad("/enrichment/pose-analyze", "an unknown posture", "validation_error", () -> ok("{\"posture\":\"flying\"}")),
                bad("/enrichment/clothing-classify", "a confidence over 1", "validation_error",
                        () -> ok("{\"clothing_type\":\"coat\",\"confidence\":1.5}")),
                bad("/enrichment/clothing-classify", "NaN as confidence", "validation_error",
                        () -> ok("{\"clothing_type\":\"coat\",\"confidence\":NaN}")),
                bad("/enrichment/clothing-classify", "no confidence", "parse_error", () -> ok("{\"clothing_type\":\"coat\"}")),
                bad("/enrichment/depth-estimate", "infinite depth", "validation_error",
                        () -> ok("{\"min_depth\":0,\"max_depth\":Infinity,\"mean_depth\":1}")));
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @MethodSource({"answers", "values"})
    void ends_in_its_category_and_leaves_the_other_answers(String target, String what, String category, Supplier<MockResponse> answer) {
        Supplier<MockResponse> good = services.answer(target);
        services.answers(target, answer);
        try {
            Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

            assertThat(enrichment(done).errors()).singleElement().satisfies(error -> {
                assertThat(error.category()).isEqualTo(category);
                assertThat(error.message()).startsWith(target.split("/")[1].toLowerCase(Locale.ROOT) + ": ").hasSizeLessThan(300);
            });
            assertThat(enrichment(done).successfulModels()).hasSize(4);
            app.meters.find("hsi.ai.request.duration").timers()
                    .forEach(timer -> assertThat(timer.max(TimeUnit.SECONDS)).as("longest call").isLessThan(6));
        } finally {
            services.answers(target, good);
        }
    }

    private static Arguments bad(String target, String what, String category, Supplier<MockResponse> answer) {
        return Arguments.of(target, what, category, answer);
    }

    private static MockResponse ok(String body) {
        return new MockResponse.Builder().code(200).body(body).build();
    }

    private static MockResponse status(int code) {
        return new MockResponse.Builder().code(code).body("{\"detail\":\"no\"}").build();
    }

    private static String vector(int dimensions, String value) {
        return "{\"embedding\":[" + IntStream.range(0, dimensions).mapToObj(i -> value).collect(Collectors.joining(",")) + "]}";
    }
}
