package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The servers that the product brings along are killed under it. */
@Chaos
class EmbeddedCrashIT {

    private static final int KILLS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @Test
    void embedded_servers_that_are_killed_are_started_again_and_nothing_is_lost() throws Exception {
        Path home = Files.createTempDirectory("hearthwatch-chaos-");
        Path data = home.resolve("data");
        try (StubDetector detector = new StubDetector(); Load load = new Load(home.resolve("cameras"), Scene.CAMERAS);
                Subscriber subscriber = new Subscriber();
                Product product = new Product(home, "product", Map.of("YOLO26_URL", detector.url(), "BATCH_IDLE_TIMEOUT_SECONDS", "1",
                        "BATCH_WINDOW_SECONDS", "3", "QUEUE_CLAIM_IDLE_SECONDS", "2", "SWEEP_INTERVAL_SECONDS", "2"), SharedClasses.options())) {
            subscriber.follow(product);
            product.startAndAwaitReady();
            load.start(60);
            for (int kill = 0; kill < KILLS; kill++) {
                for (String server : new String[] {"redis/redis.pid", "postgres/postmaster.pid"}) {
                    awaitAnswers(product, "\"status\":\"healthy\"");
                    ProcessHandle process = server(data.resolve(server));
                    process.destroyForcibly();
                    process.onExit().join();
                    Awaitility.await(server + " runs again").atMost(PATIENCE).ignoreExceptions()
                            .until(() -> server(data.resolve(server)).pid() != process.pid());
                }
            }
            load.stop();
            awaitEverything(data, load, subscriber);
            Looks.awaitNext(List.of(product));
            awaitEverything(data, load, subscriber);
            assertThat(product.says("Embedded Redis has died")).isTrue();
            assertThat(product.says("Embedded PostgreSQL has died")).isTrue();
            assertThat(product.terminate(Stops.LIMIT)).as("exit code").isZero();
            assertThat(product.processes()).isEmpty();
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void health_says_so_while_a_server_is_away() throws Exception {
        Path home = Files.createTempDirectory("hearthwatch-chaos-");
        try (StubDetector detector = new StubDetector();
                Product product = new Product(home, "product", Map.of("YOLO26_URL", detector.url()), SharedClasses.options())) {
            product.startAndAwaitReady();
            awaitAnswers(product, "\"status\":\"healthy\"");
            // a program that cannot be executed keeps the server from coming back
            Path program;
            try (var programs = Files.walk(home.resolve("data/bin"))) {
                program = programs.filter(file -> file.endsWith("redis-server")).findFirst().orElseThrow();
            }
            Path hidden = Files.move(program, program.resolveSibling("hidden"));
            server(home.resolve("data/redis/redis.pid")).destroyForcibly();
            awaitAnswers(product, "\"status\":\"unhealthy\"");
            Awaitility.await().atMost(PATIENCE).until(() -> product.says("Embedded Redis did not start again"));
            assertThat(get(product, "/ready").statusCode()).isEqualTo(503);
            Files.move(hidden, program);
            awaitAnswers(product, "\"redis\":\"ok\"");
            Awaitility.await().atMost(PATIENCE).until(() -> product.says("Embedded Redis accepts connections again"));
            assertThat(get(product, "/ready").statusCode()).isEqualTo(200);
        } finally {
            FileTree.delete(home);
        }
    }

    private static void awaitEverything(Path data, Load load, Subscriber subscriber) {
        Awaitility.await("everything done").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).ignoreExceptions()
                .untilAsserted(() -> new EmbeddedData(data).verify(load.written(), subscriber));
    }

    private static void awaitAnswers(Product product, String text) {
        Awaitility.await("/health says " + text).atMost(PATIENCE).ignoreExceptions().until(() -> {
            HttpResponse<String> answer = get(product, "/health");
            return answer.statusCode() == 200 && answer.body().contains(text);
        });
    }

    private static HttpResponse<String> get(Product product, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + product.apiPort() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static ProcessHandle server(Path pidFile) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip())).filter(ProcessHandle::isAlive).orElseThrow();
    }
}
