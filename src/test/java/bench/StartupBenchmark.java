package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import routes.chaos.Product;

/** How long a start takes and what the product needs when it has nothing to do, and after pictures of many cameras. Linux only. */
final class StartupBenchmark implements Benchmark {

    private static final int STARTS = 3;
    private static final int CAMERAS = 512;
    private static final int PICTURES = Integer.getInteger("bench.startup.pictures", 2_000);
    private static final int MEMORY_EVERY = 1_000;
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);
    /** The embedded detector does about 10 pictures a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    /** A stop may take 35 s; the first one writes the class archive besides. */
    private static final Duration STOP = Duration.ofSeconds(60);

    private final List<Figure> figures = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String description() {
        return "target/hearthwatch as a process of its own with embedded PostgreSQL, Redis and detector: start, memory, idle CPU, "
                + PICTURES + " pictures (samples/person.jpg) of " + CAMERAS + " cameras";
    }

    @Override
    public List<Figure> run() throws Exception {
        figures.clear();
        Path home = Files.createTempDirectory("hearthwatch-startup-");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> script = List.of(Path.of("target", "hearthwatch").toAbsolutePath().toString());
        List<String> jar = List.of(java, "-jar", Path.of("target", "hearthwatch.jar").toAbsolutePath().toString());
        try {
            first(home, script);
            warm(home, "plain java -jar", jar, "");
            warm(home, "script, class archive", script, "<= 5");
            many(home, script);
            return List.copyOf(figures);
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private void first(Path home, List<String> command) throws Exception {
        try (Product product = product(home, command)) {
            double seconds = secondsToReady(product);
            add(Figure.of("first start: database made, no class archive", seconds, "s"));
            long begin = System.nanoTime();
            product.terminate(STOP);
            add(Figure.of("its stop, which writes the archive", seconds(begin), "s"));
        }
    }

    private void warm(Path home, String how, List<String> command, String target) throws Exception {
        List<Double> ready = new ArrayList<>();
        for (int i = 1; i <= STARTS; i++) {
            try (Product product = product(home, command)) {
                ready.add(secondsToReady(product));
                if (i == STARTS) {
                    idle(product, how, target.isEmpty());
                }
                product.terminate(STOP);
            }
        }
        ready.sort(null);
        add(new Figure("warm start to /ready, " + how + ", median of " + STARTS, ready.get(STARTS / 2), "s", target));
    }

    private void idle(Product product, String how, boolean memoryOnly) throws Exception {
        if (memoryOnly) {
            add(Figure.of("memory when ready, " + how, ProcessUse.residentMiB(product.process()), "MiB"));
            return;
        }
        Thread.sleep(SETTLE.toMillis());
        ProcessHandle java = product.process();
        List<ProcessHandle> children = children(product);
        double own = ProcessUse.cpuMillis(List.of(java));
        double others = ProcessUse.cpuMillis(children);
        Thread.sleep(IDLE.toMillis());
        add(new Figure("idle CPU, Java", (ProcessUse.cpuMillis(List.of(java)) - own) / IDLE.toMillis() * 100, "% of a core", "<= 2"));
        add(Figure.of("idle CPU, PostgreSQL and Redis", (ProcessUse.cpuMillis(children(product)) - others) / IDLE.toMillis() * 100, "% of a core"));
        memory("idle", product);
        add(Figure.of("threads, idle", ProcessUse.threads(java), ""));
    }

    private void many(Path home, List<String> command) throws Exception {
        for (int camera = 0; camera < CAMERAS; camera++) {
            Files.createDirectories(home.resolve("cameras/camera_%03d".formatted(camera)));
        }
        try (Product product = product(home, command)) {
            secondsToReady(product);
            byte[] photo = Files.readAllBytes(Path.of("samples/person.jpg"));
            long begin = System.nanoTime();
            for (int i = 0; i < PICTURES; i++) {
                drop(photo, i, home.resolve("cameras/camera_%03d".formatted(i % CAMERAS)));
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            long next = MEMORY_EVERY;
            for (long detected = 0; detected < PICTURES; detected = detected(product)) {
                if (detected >= next) {
                    add(Figure.of("memory, Java, after %,d pictures".formatted(next), ProcessUse.residentMiB(product.process()), "MiB"));
                    next += MEMORY_EVERY;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(detected + " of " + PICTURES + " pictures are done:\n" + product.tail());
                }
                Thread.sleep(250);
            }
            add(Figure.of("embedded detector, " + CAMERAS + " cameras", PICTURES / seconds(begin), "images/s"));
            add(Figure.of("memory, Java, highest", ProcessUse.peakMiB(product.process()), "MiB"));
            memory("after " + PICTURES + " pictures of " + CAMERAS + " cameras", product);
            add(Figure.of("threads", ProcessUse.threads(product.process()), ""));
            product.terminate(STOP);
        }
    }

    /** Another picture each time: the number stands behind the end of the image. Appears complete, by rename. */
    private static void drop(byte[] photo, int number, Path camera) throws IOException {
        Path unfinished = camera.resolve(number + ".part");
        try (OutputStream file = Files.newOutputStream(unfinished)) {
            file.write(photo);
            file.write(Integer.toString(number).getBytes());
        }
        Files.move(unfinished, camera.resolve(number + ".jpg"));
    }

    private long detected(Product product) throws Exception {
        HttpResponse<String> answer = get(product, "/api/system/stats");
        return new ObjectMapper().readTree(answer.body()).path("images_24h").path("detected").asLong();
    }

    private void memory(String when, Product product) throws IOException {
        add(Figure.of("memory, Java, " + when, ProcessUse.residentMiB(product.process()), "MiB"));
        List<ProcessHandle> children = children(product);
        add(Figure.of("memory, Redis, " + when, ProcessUse.proportionalMiB(children.stream().filter(StartupBenchmark::isRedis).toList()), "MiB"));
        add(Figure.of("memory, PostgreSQL, " + when, ProcessUse.proportionalMiB(children.stream().filter(child -> !isRedis(child)).toList()), "MiB"));
    }

    /** Told at once: the whole takes some minutes. */
    private void add(Figure figure) {
        System.out.printf(Locale.ROOT, "%s: %.2f %s%n", figure.name(), figure.value(), figure.unit());
        figures.add(figure);
    }

    private static boolean isRedis(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("redis-server");
    }

    private static List<ProcessHandle> children(Product product) {
        return product.processes().stream().filter(process -> process.pid() != product.process().pid())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants())).distinct().toList();
    }

    private static Product product(Path home, List<String> command) {
        return new Product(home, "startup", Map.of("JAVA_HOME", System.getProperty("java.home"), "LC_ALL", "C.UTF-8"), command);
    }

    /** From the moment the process is started until {@code /ready} answers 200. */
    private double secondsToReady(Product product) throws Exception {
        long begin = System.nanoTime();
        product.start();
        while (!isReady(product)) {
            if (!product.isAlive() || seconds(begin) > PATIENCE.toSeconds()) {
                throw new IllegalStateException("not ready:\n" + product.tail());
            }
            Thread.sleep(20);
        }
        return seconds(begin);
    }

    private boolean isReady(Product product) throws InterruptedException {
        try {
            return get(product, "/ready").statusCode() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    private HttpResponse<String> get(Product product, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.apiPort() + path)).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
