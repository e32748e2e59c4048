package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.awt.image.BufferedImage;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDetectorTest {

    private static final int MAX_UPLOAD = 2_000_000;
    private static final String FORM = "multipart/form-data; boundary=----camera";

    @TempDir
    static Path dataDir;

    private static final Vertx VERTX = Vertx.vertx();
    private static EmbeddedDetector detector;
    private static URI base;
    private static DetectorClient client;

    @BeforeAll
    static void start() throws Exception {
        var options = new DetectorOptions(2, 1, 2, MAX_UPLOAD, 100_000_000, 0.40, DetectorOptions.defaults().classFloors(), 8);
        detector = new EmbeddedDetector(VERTX, dataDir, options);
        base = detector.start().toCompletableFuture().get();
        client = new DetectorClient(base);
        awaitModel(client);
    }

    @AfterAll
    static void stop() throws Exception {
        detector.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    /** Recorded from a run whose boxes were drawn on the photos and looked at. */
    @ParameterizedTest
    @CsvSource({
        "dog.jpg, 768, 576, dog 0.684 131 208 204 335 / bicycle 0.564 110 119 462 341 / car 0.524 472 83 229 87",
        "person.jpg, 640, 424, dog 0.591 67 266 134 82 / person 0.435 188 99 88 272",
        "astronaut.png, 512, 512, person 0.735 14 14 350 494",
        "chelsea.png, 451, 300, cat 0.566 2 0 438 295"
    })
    void finds_what_is_on_the_sample_photos(String photo, int width, int height, String expected) throws Exception {
        JsonNode body = client.detect(TestPictures.sample(photo)).body();

        assertThat(body.path("image_width").asInt()).isEqualTo(width);
        assertThat(body.path("image_height").asInt()).isEqualTo(height);
        assertThat(body.path("inference_time_ms").asDouble()).isPositive();
        assertDetections(body, expected, 1, 4);
    }

    @Test
    void finds_the_same_objects_in_a_1080p_picture() throws Exception {
        byte[] picture = TestPictures.scaled("dog.jpg", 1920, 1080, "jpg", BufferedImage.TYPE_3BYTE_BGR);
        JsonNode body = client.detect(picture).body();
        assertThat(body.path("image_width").asInt()).isEqualTo(1920);
        assertThat(classes(body)).contains("dog", "bicycle");
    }

    /** 4:3 keeps the input square: the same boxes as in the original, five times as large. */
    @Test
    void subsampled_decoding_keeps_the_boxes() throws Exception {
        byte[] picture = TestPictures.scaled("dog.jpg", 3840, 2880, "jpg", BufferedImage.TYPE_3BYTE_BGR);
        assertDetections(client.detect(picture).body(),
                "dog 0.684 131 208 204 335 / bicycle 0.564 110 119 462 341 / car 0.524 472 83 229 87", 5, 80);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED})
    void takes_every_pixel_layout_of_png(int type) throws Exception {
        assertThat(classes(client.detect(TestPictures.scaled("astronaut.png", 512, 512, "png", type)).body())).contains("person");
    }

    @Test
    void boxes_stay_inside_the_picture() throws Exception {
        JsonNode body = client.detect(TestPictures.sample("chelsea.png")).body();
        body.path("detections").forEach(found -> {
            JsonNode box = found.path("bbox");
            assertThat(box.path("x").asInt() + box.path("width").asInt()).isBetween(1, 451);
            assertThat(box.path("y").asInt() + box.path("height").asInt()).isBetween(1, 300);
        });
    }

    @Test
    void refuses_what_is_no_picture() throws Exception {
        var text = client.detect("hello, I am a text file renamed to .jpg".getBytes(StandardCharsets.UTF_8));
        assertThat(text.status()).isEqualTo(400);
        assertThat(text.detail()).contains("not an image");
        assertThat(client.detect(new byte[0]).status()).isEqualTo(400);
    }

    @Test
    void refuses_too_many_pixels_and_too_many_bytes() throws Exception {
        assertThat(client.detect(TestPictures.pngHeader(20_000, 20_000)).status()).isEqualTo(413);
        assertThat(client.detect(new byte[MAX_UPLOAD + 1]).status()).isEqualTo(413);
        assertThat(client.detect(new byte[5 * MAX_UPLOAD]).detail()).contains("2000000");
    }

    @Test
    void refuses_too_many_bytes_while_they_arrive() throws Exception {
        assertThat(client.detectChunked(DetectorClient.form("file", "a.jpg", new byte[MAX_UPLOAD + 1])).get().status()).isEqualTo(413);
        assertThat(client.detectChunked(DetectorClient.form("other", "a.jpg", new byte[2 * MAX_UPLOAD])).get().status()).isEqualTo(413);
        assertThat(client.detectChunked(DetectorClient.form("file", "a.jpg", TestPictures.sample("dog.jpg"))).get().status()).isEqualTo(200);
    }

    @Test
    void a_caller_that_never_stops_sending_is_cut_off_and_harms_nobody() throws Exception {
        var endless = client.detectChunked(DetectorClient.form("file", "a.jpg", new byte[20 * MAX_UPLOAD]));
        assertThat(endless.handle((answer, cut) -> answer == null || answer.status() == 413).get()).isTrue();
        assertThat(client.detect(TestPictures.sample("dog.jpg")).status()).isEqualTo(200);
    }

    @Test
    void a_caller_that_leaves_in_the_middle_gives_its_place_back() throws Exception {
        for (int i = 0; i < 6; i++) {
            try (var socket = new Socket("127.0.0.1", base.getPort())) {
                socket.getOutputStream().write(("POST /detect HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM
                        + "\r\nContent-Length: 1000000\r\n\r\n------camera\r\nContent-Disposition: form-data; name=\"file\"; "
                        + "filename=\"a.jpg\"\r\n\r\nhalf a pict").getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() ->
                assertThat(client.send("/health", "GET", null, null).get().body().path("in_progress").asInt()).isZero());
        assertThat(client.detect(TestPictures.sample("dog.jpg")).status()).isEqualTo(200);
    }

    @Test
    void refuses_a_form_without_the_file() throws Exception {
        assertThat(client.send("/detect", "POST", DetectorClient.form("photo", "a.jpg", new byte[10]), FORM).get().status()).isEqualTo(422);
        assertThat(client.send("/detect", "POST", DetectorClient.form("file", null, new byte[10]), FORM).get().status()).isEqualTo(422);
        assertThat(client.send("/detect", "POST", new byte[10], "image/jpeg").get().status()).isEqualTo(422);
        assertThat(client.send("/detect", "POST", new byte[10], null).get().status()).isEqualTo(422);
        assertThat(client.send("/detect", "POST", new byte[10], "multipart/form-data").get().status()).isEqualTo(422);
        assertThat(client.send("/detect", "POST", new byte[10], "multipart/form-data; boundary=").get().status()).isEqualTo(422);
    }

    @Test
    void refuses_a_form_that_ends_early() throws Exception {
        byte[] form = DetectorClient.form("file", "a.jpg", TestPictures.sample("dog.jpg"));
        byte[] cut = Arrays.copyOf(form, form.length / 2);
        assertThat(client.send("/detect", "POST", cut, FORM).get().status()).isEqualTo(422);
    }

    @Test
    void other_paths_and_methods_are_told_so() throws Exception {
        assertThat(client.send("/", "GET", null, null).get().status()).isEqualTo(404);
        var wrongMethod = client.send("/detect", "GET", null, null).get();
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.response().headers().firstValue("Allow")).contains("POST");
        assertThat(client.send("/health", "POST", new byte[1], "text/plain").get().status()).isEqualTo(405);
    }

    @Test
    void answers_are_the_same_under_load_and_the_surplus_is_sent_away() throws Exception {
        byte[] photo = TestPictures.sample("person.jpg");
        List<CompletableFuture<DetectorClient.Answer>> calls = IntStream.range(0, 40).mapToObj(i -> client.detectAsync(photo)).toList();
        int served = 0;
        for (var call : calls) {
            var answer = call.get();
            assertThat(answer.status()).isIn(200, 429);
            if (answer.status() == 200) {
                served++;
                assertDetections(answer.body(), "dog 0.591 67 266 134 82 / person 0.435 188 99 88 272", 1, 4);
            } else {
                assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
            }
        }
        assertThat(served).isPositive().isLessThan(40);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() ->
                assertThat(client.send("/health", "GET", null, null).get().body().path("in_progress").asInt()).isZero());
    }

    @Test
    void one_minimum_for_all_classes_replaces_the_default() throws Exception {
        try (var strict = new EmbeddedDetector(VERTX, dataDir, DetectorOptions.defaults().withMinimumConfidence(0.6))) {
            var strictClient = new DetectorClient(strict.start().toCompletableFuture().get());
            awaitModel(strictClient);
            assertThat(classes(strictClient.detect(TestPictures.sample("dog.jpg")).body())).containsExactly("dog");
        }
    }

    @Test
    void answers_503_until_the_model_is_loaded() throws Exception {
        Vertx vertx = Vertx.vertx();
        var options = DetectorOptions.defaults();
        var pool = new DetectorPool(vertx, dataDir, options);
        var server = vertx.createHttpServer().requestHandler(new DetectorApi(pool, options));
        try {
            int port = server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get().actualPort();
            var starting = new DetectorClient(URI.create("http://127.0.0.1:" + port));
            var answer = starting.detect(TestPictures.sample("dog.jpg"));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.detail()).isEqualTo("model not loaded yet");
            JsonNode health = starting.send("/health", "GET", null, null).get().body();
            assertThat(health.path("status").asText()).isEqualTo("degraded");
            assertThat(health.path("model_loaded").asBoolean()).isFalse();

            pool.load().toCompletionStage().toCompletableFuture().get();
            assertThat(starting.detect(TestPictures.sample("dog.jpg")).status()).isEqualTo(200);
        } finally {
            pool.close();
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void a_stop_under_load_answers_what_was_accepted() throws Exception {
        var stopping = new EmbeddedDetector(VERTX, dataDir, DetectorOptions.defaults());
        var stoppingClient = new DetectorClient(stopping.start().toCompletableFuture().get());
        awaitModel(stoppingClient);
        var calls = IntStream.range(0, 5).mapToObj(i -> stoppingClient.detectAsync(TestPictures.sample("dog.jpg"))).toList();
        await().atMost(Duration.ofSeconds(10)).until(() -> calls.stream().anyMatch(CompletableFuture::isDone)
                || stoppingClient.send("/health", "GET", null, null).get().body().path("in_progress").asInt() == 5);
        stopping.close();
        stopping.close();
        assertThat(calls).allSatisfy(call -> assertThat(call.get().status()).isEqualTo(200));
    }

    private static void awaitModel(DetectorClient client) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            JsonNode health = client.send("/health", "GET", null, null).get().body();
            return health.path("status").asText().equals("healthy") && health.path("model_loaded").asBoolean();
        });
    }

    private static List<String> classes(JsonNode body) {
        return body.path("detections").findValuesAsText("class");
    }

    private static void assertDetections(JsonNode body, String expected, int scale, int pixels) {
        JsonNode found = body.path("detections");
        String[] wanted = expected.split(" / ");
        assertThat(found).as(found.toString()).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            String[] values = wanted[i].split(" ");
            assertThat(found.get(i).path("class").asText()).isEqualTo(values[0]);
            assertThat(found.get(i).path("confidence").asDouble()).isCloseTo(Double.parseDouble(values[1]), within(scale == 1 ? 0.01 : 0.06));
            JsonNode box = found.get(i).path("bbox");
            int edge = 2;
            for (String name : List.of("x", "y", "width", "height")) {
                assertThat(box.path(name).asInt()).as(wanted[i] + " " + name).isCloseTo(scale * Integer.parseInt(values[edge++]), within(pixels));
            }
        }
    }
}
