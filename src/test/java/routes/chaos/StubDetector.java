package routes.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import routes.embedded.FreePort;

/**
 * A detector as the wire contract describes it (section 1.1) whose answer follows from the picture's mark, see {@link Marked}: as many
 * detections as the mark says, so that a test knows what must be stored.
 */
final class StubDetector implements AutoCloseable {

    private static final String[] TYPES = {"person", "car", "dog", "bicycle"};

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final int port;
    private final Map<Integer, Integer> calls = new ConcurrentHashMap<>();
    private volatile int latencyMillis;
    private HttpServer server;

    StubDetector() throws IOException {
        port = FreePort.find();
        server = listen(port);
    }

    private HttpServer listen(int onPort) throws IOException {
        HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), onPort), 64);
        created.createContext("/detect", this::detect);
        created.setExecutor(threads);
        created.start();
        return created;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void latency(int millis) {
        latencyMillis = millis;
    }

    /** How often each picture was sent, by its number. */
    Map<Integer, Integer> calls() {
        return Map.copyOf(calls);
    }

    /** Refuses connections and breaks those it has. */
    void down() {
        server.stop(0);
    }

    void up() throws IOException {
        server = listen(port);
    }

    private void detect(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] upload = exchange.getRequestBody().readAllBytes();
            int number = Marked.number(upload);
            calls.merge(number, 1, Integer::sum);
            TimeUnit.MILLISECONDS.sleep(latencyMillis);
            byte[] answer = answer(number).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String answer(int number) {
        String[] detections = new String[Marked.detections(number)];
        Arrays.setAll(detections, i -> String.format(Locale.ROOT,
                "{\"class\":\"%s\",\"confidence\":%.2f,\"bbox\":{\"x\":%d,\"y\":%d,\"width\":40,\"height\":60}}",
                TYPES[(number + i) % TYPES.length], 0.6 + (number * 7 + i) % 40 / 100.0, number % 100, i * 10));
        return "{\"detections\":[" + String.join(",", detections) + "],\"inference_time_ms\":1.0,\"image_width\":200,\"image_height\":160}";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
