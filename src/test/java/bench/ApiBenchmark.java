package bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import routes.chaos.Product;

/**
 * REST over a database with {@code BENCH_EVENTS} (1,000,000) events and ten times as many detections, served by the packaged jar. The clients ask
 * at a fixed rate and times count from when a request was due, so that a slow answer makes those behind it late as well.
 */
final class ApiBenchmark implements Benchmark {

    private static final int CONNECTIONS = 4;
    private static final int PER_SECOND = 100;
    private static final int REQUESTS = 400;
    private static final int SLOW_REQUESTS = 40;
    private static final String LIMIT = "<= 20";

    private final int events = Integer.parseInt(System.getenv().getOrDefault("BENCH_EVENTS", "1000000"));
    private final ApiData data = new ApiData(events);
    private final List<Figure> figures = new ArrayList<>();

    @Override
    public String name() {
        return "api";
    }

    @Override
    public String description() {
        return String.format("%d connections ask the packaged product %d times a second in all; the database has %,d events and %,d detections of 30 days",
                CONNECTIONS, PER_SECOND, events, events * 10L);
    }

    @Override
    public List<Figure> run() throws Exception {
        double made = data.make();
        if (made > 0) {
            figures.add(Figure.of("making the database", made, "s"));
        }
        figures.add(Figure.of("the database on disk", data.megabytes(), "MiB"));
        Path home = Files.createDirectories(Path.of("target", "bench", "api-home")).toAbsolutePath();
        try (Product product = new Product(home, "api", Map.of("DATA_DIR", data.directory().toString(), "ROLES", "api", "RETENTION_DAYS", "3650",
                "RATE_LIMIT_REQUESTS_PER_MINUTE", "0"), Product.AS_DELIVERED)) {
            product.startAndAwaitReady();
            ApiLoad load = new ApiLoad(product.apiPort(), CONNECTIONS);
            load.paced(lists().values().stream().toList(), REQUESTS * 2, PER_SECOND);
            gets(load);
            lists(load);
            searches(load);
            List<Function<Random, String>> mixed = new ArrayList<>(lists().values());
            mixed.addAll(gets().values());
            add("list and get, mixed", load.paced(mixed, REQUESTS * 3, PER_SECOND), LIMIT);
            figures.add(Figure.of("list and get, as fast as it goes", load.flatOut(mixed, Duration.ofSeconds(5)), "requests/s"));
            exports(product, load);
            product.terminate(Duration.ofSeconds(40));
        }
        return figures;
    }

    private void gets(ApiLoad load) throws Exception {
        for (Map.Entry<String, Function<Random, String>> get : gets().entrySet()) {
            add(get.getKey(), load.paced(List.of(get.getValue()), REQUESTS, PER_SECOND), LIMIT);
        }
    }

    private void lists(ApiLoad load) throws Exception {
        for (Map.Entry<String, Function<Random, String>> list : lists().entrySet()) {
            add(list.getKey(), load.paced(List.of(list.getValue()), REQUESTS, PER_SECOND), LIMIT);
        }
    }

    private void searches(ApiLoad load) throws Exception {
        // one of a hundred is deleted; more than 1,000 are not counted
        Map<String, Long> found = Map.of("ladder", (events + 9_999) / 10_000L, "trucks", Math.min(1000, events / 20L),
                "pictures", Math.min(1000, events - events / 100L), "birds+fence", 0L, "giraffe", 0L);
        Map<String, String> searches = Map.of("ladder", "every 10,000th event", "trucks", "every 20th event", "pictures", "every event",
                "birds+fence", "two words that never meet", "giraffe", "a word that is nowhere");
        for (String words : new java.util.TreeSet<>(searches.keySet())) {
            String path = "/api/events/search?q=" + words;
            load.requireFound(path, found.get(words));
            add("search, " + searches.get(words), load.oneByOne("GET", path, SLOW_REQUESTS), "");
        }
        Map<String, String> paths = Map.of("filter that nothing passes", "/api/events?object_type=giraffe",
                "detections, none sure enough", "/api/detections?min_confidence=0.99999",
                "stats of all events", "/api/events/stats", "stats of a day", "/api/events/stats?start_date=" + ApiLoad.daysAgo(1),
                "system stats", "/api/system/stats", "telemetry", "/api/system/telemetry", "page of 1000 events", "/api/events?limit=1000");
        for (Map.Entry<String, String> path : new java.util.TreeMap<>(paths).entrySet()) {
            add(path.getKey(), load.oneByOne("GET", path.getValue(), SLOW_REQUESTS), "");
        }
    }

    private void exports(Product product, ApiLoad load) throws Exception {
        // what retention would remove is found by reading both tables
        add("cleanup, dry run", load.oneByOne("POST", "/api/system/cleanup?dry_run=true", SLOW_REQUESTS / 4), "");
        long pid = product.processes().stream().filter(process -> process.info().command().orElse("").endsWith("java")).findFirst().orElseThrow().pid();
        figures.add(Figure.of("memory of the product before the exports (RSS)", ApiLoad.residentMiB(pid), "MiB"));
        for (String format : List.of("csv", "json")) {
            ApiLoad.Export export = load.export("/api/events/export?format=" + format, pid);
            figures.add(Figure.of("export as " + format + ", " + String.format("%,d", export.rows()) + " events", export.rows() / export.seconds(), "events/s"));
            figures.add(Figure.of("memory of the product meanwhile (RSS)", export.residentMiB(), "MiB"));
        }
    }

    private void add(String what, Latencies times, String target) {
        figures.add(Figure.of(what + ", p50", times.percentile(50), "ms"));
        figures.add(Figure.of(what + ", p95", times.percentile(95), "ms"));
        figures.add(new Figure(what + ", p99", times.percentile(99), "ms", target));
    }

    private Map<String, Function<Random, String>> gets() {
        return new java.util.TreeMap<>(Map.of(
                "get event", random -> "/api/events/" + (1 + random.nextInt(events)),
                "get detection", random -> "/api/detections/" + (1 + random.nextInt(events * 10)),
                "detections of an event", random -> "/api/events/" + (1 + random.nextInt(events)) + "/detections"));
    }

    private Map<String, Function<Random, String>> lists() {
        return new java.util.TreeMap<>(Map.of(
                "events", random -> "/api/events",
                "events of a camera", random -> "/api/events?camera_id=" + camera(random),
                "events of a level", random -> "/api/events?risk_level=" + level(random),
                "events not reviewed", random -> "/api/events?reviewed=false&analysis_status=complete",
                "events of a type", random -> "/api/events?object_type=" + type(random),
                "events by five filters", random -> "/api/events?camera_id=" + camera(random) + "&risk_level=" + level(random) + "&object_type=" + type(random)
                        + "&reviewed=true&analysis_status=complete",
                "events of a day", random -> "/api/events?start_date=" + ApiLoad.daysAgo(2 + random.nextInt(28)) + "&end_date=" + ApiLoad.daysAgo(1),
                "detections", random -> "/api/detections",
                "detections of a camera", random -> "/api/detections?camera_id=" + camera(random) + "&min_confidence=0.8",
                "detections of camera and type", random -> "/api/detections?camera_id=" + camera(random) + "&object_type=" + type(random)));
    }

    private static String camera(Random random) {
        return List.of("front_door", "garden", "garage", "street", "terrace", "cellar", "yard").get(random.nextInt(7));
    }

    private static String level(Random random) {
        return List.of("low", "medium", "high", "critical").get(random.nextInt(4));
    }

    private static String type(Random random) {
        return List.of("person", "car", "dog", "bird", "bus").get(random.nextInt(5));
    }
}
