package bench.pipeline;

import bench.Benchmark;
import bench.Figure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;

/** The whole product beside the hand-written loop, see {@link HandWrittenLoop}. */
public final class PipelineBenchmark implements Benchmark {

    private static final int CAMERAS = 16;
    private static final int COLD = 200;
    /** In bursts that the kernel has room for: the loop does not look for what it was not told of. */
    private static final int WARM_UP = 2_500;
    private static final int WARM_UP_ROUNDS = 8;
    private static final int WARM = 2_000;
    private static final int WARM_ROUNDS = 3;
    private static final int PACED = 1_000;
    private static final double PACE = 50;
    private static final int EVERY_PERSON = 20;
    private static final int DUE_ROUNDS = 4;
    private static final int SMALL_BATCHES = 3 * CAMERAS;
    private static final double DUE_PACE = 7;
    private static final Map<String, String> SETTINGS = Map.of("FAST_PATH_COOLDOWN_SECONDS", "0", "BATCH_IDLE_TIMEOUT_SECONDS", "5");

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String description() {
        return "1080p JPEGs in " + CAMERAS + " camera folders to detection.new and event, with a detector and a model that answer at once, "
                + "beside a hand-written loop of the same work";
    }

    /** @param pictures how many there were in all */
    private record Course(Round cold, Round warm, Round paced, double peakRss, int pictures) {
    }

    @Override
    public List<Figure> run() throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Site site = new Site()) {
            Course loop;
            try (Subject subject = site.loop(CAMERAS)) {
                loop = course(site, subject, "hand-written loop");
            }
            try (Subject subject = site.product(CAMERAS, SETTINGS)) {
                Course product = course(site, subject, "product");
                figures.addAll(compared(product, loop));
                figures.addAll(latencies(product.paced));
                figures.addAll(due(site, subject, product.pictures));
                figures.addAll(stages(subject));
            }
        }
        return figures;
    }

    /** Of the warm rounds the one in the middle counts, by its CPU for an image. */
    private static Course course(Site site, Subject subject, String name) throws Exception {
        int next = 0;
        Round cold = said(name + ", first " + COLD, site.run(subject, Round.Plan.burst(next, COLD, CAMERAS)));
        next += COLD;
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            said(name + ", warming up", site.run(subject, Round.Plan.burst(next, WARM_UP, CAMERAS)));
            next += WARM_UP;
        }
        List<Round> warm = new ArrayList<>();
        for (int i = 0; i < WARM_ROUNDS; i++) {
            warm.add(said(name + ", warm", site.run(subject, Round.Plan.burst(next, WARM, CAMERAS))));
            next += WARM;
        }
        Round paced = said(name + ", " + (int) PACE + "/s", site.run(subject, new Round.Plan(next, PACED, CAMERAS, PACE, EVERY_PERSON)));
        return new Course(cold, warm.stream().sorted(Comparator.comparingDouble(Round::cpuMillis)).toList().get(WARM_ROUNDS / 2), paced, subject.process.peakRss(), next + PACED);
    }

    static Round said(String what, Round round) {
        System.out.printf("%-32s %5d images %6.1f/s, empty after %.1f s, CPU %.2f ms (servers %.2f, others %.0f %%), to row %.1f/%.1f ms, to message %.1f/%.1f/%.1f ms%n",
                what, round.pictures(), round.perSecond(), round.drained(), round.cpuMillis(), round.serversMillis(), round.othersShare() * 100, round.toRow().quantile(0.5),
                round.toRow().quantile(0.99), round.toMessage().quantile(0.5), round.toMessage().quantile(0.95), round.toMessage().quantile(0.99));
        return round;
    }

    private static List<Figure> compared(Course product, Course loop) {
        return List.of(
                Figure.of("first " + COLD + " images", product.cold.perSecond(), "images/s"),
                Figure.of("first " + COLD + " images, hand-written loop", loop.cold.perSecond(), "images/s"),
                Figure.of("warm burst of " + WARM, product.warm.perSecond(), "images/s"),
                Figure.of("warm burst, hand-written loop", loop.warm.perSecond(), "images/s"),
                new Figure("warm burst, share of the loop", product.warm.perSecond() / loop.warm.perSecond(), "", ">= 0.6"),
                Figure.of("warm burst until all queues are empty", product.warm.pictures() / product.warm.drained(), "images/s"),
                Figure.of("CPU per image, warm burst", product.warm.cpuMillis(), "ms"),
                Figure.of("CPU per image, hand-written loop", loop.warm.cpuMillis(), "ms"),
                new Figure("CPU per image, times the loop", product.warm.cpuMillis() / loop.warm.cpuMillis(), "", "<= 2"),
                Figure.of("CPU of Redis and PostgreSQL per image, warm burst", product.warm.serversMillis(), "ms"),
                Figure.of("CPU of Redis and PostgreSQL per image, hand-written loop", loop.warm.serversMillis(), "ms"),
                Figure.of("other processes' share of the processors, warm burst", product.warm.othersShare() * 100, "%"),
                Figure.of("other processes' share of the processors, hand-written loop", loop.warm.othersShare() * 100, "%"),
                Figure.of("CPU per image at 50/s", product.paced.cpuMillis(), "ms"),
                Figure.of("CPU per image at 50/s, hand-written loop", loop.paced.cpuMillis(), "ms"),
                Figure.of("peak memory (RSS)", product.peakRss, "MiB"),
                Figure.of("peak memory (RSS), hand-written loop", loop.peakRss, "MiB"),
                Figure.of("burst: file to detection.new, p50", product.warm.toMessage().quantile(0.5), "ms"),
                Figure.of("burst: file to detection.new, p95", product.warm.toMessage().quantile(0.95), "ms"),
                Figure.of("burst: file to detection.new, p99", product.warm.toMessage().quantile(0.99), "ms"),
                Figure.of("50/s: file to message of the hand-written loop, p50", loop.paced.toMessage().quantile(0.5), "ms"),
                Figure.of("50/s: file to message of the hand-written loop, p99", loop.paced.toMessage().quantile(0.99), "ms"));
    }

    private static List<Figure> latencies(Round paced) {
        return List.of(
                Figure.of("50/s: file to detection row, p50", paced.toRow().quantile(0.5), "ms"),
                Figure.of("50/s: file to detection row, p95", paced.toRow().quantile(0.95), "ms"),
                Figure.of("50/s: file to detection row, p99", paced.toRow().quantile(0.99), "ms"),
                new Figure("50/s: file to detection.new, p50", paced.toMessage().quantile(0.5), "ms", "<= 60"),
                Figure.of("50/s: file to detection.new, p95", paced.toMessage().quantile(0.95), "ms"),
                new Figure("50/s: file to detection.new, p99", paced.toMessage().quantile(0.99), "ms", "<= 250"),
                Figure.of("50/s: file to event, fast path (" + paced.toEvent().count() + "), p50", paced.toEvent().quantile(0.5), "ms"),
                Figure.of("50/s: file to event, fast path, p95", paced.toEvent().quantile(0.95), "ms"),
                Figure.of("50/s: file to event, fast path, p99", paced.toEvent().quantile(0.99), "ms"));
    }

    /**
     * When the events of the open batches come. First those of what went before, hundreds of detections each, all due within a third of a second;
     * then small ones, due one after the other, as at home. The first round of these is not counted.
     */
    private static List<Figure> due(Site site, Subject subject, int next) throws Exception {
        Millis large = late(site, subject);
        List<Millis> small = new ArrayList<>();
        for (int i = 0; i < DUE_ROUNDS; i++) {
            site.run(subject, new Round.Plan(next + i * SMALL_BATCHES, SMALL_BATCHES, CAMERAS, DUE_PACE, 0));
            small.add(late(site, subject));
        }
        Millis counted = Millis.of(small.subList(1, DUE_ROUNDS));
        return List.of(new Figure("event after its batch was due, one after the other (" + counted.count() + "), p50", counted.quantile(0.5), "ms", "<= 20"),
                Figure.of("event after its batch was due, one after the other, p95", counted.quantile(0.95), "ms"),
                Figure.of("event after its batch was due, large and together (" + large.count() + "), p50", large.quantile(0.5), "ms"),
                Figure.of("event after its batch was due, large and together, longest", large.quantile(1), "ms"));
    }

    private static Millis late(Site site, Subject subject) {
        Map<String, Instant> deadlines = new HashMap<>();
        for (String key : site.servers.redisson().getKeys().getKeys(KeysScanOptions.defaults().pattern("batch:open:*"))) {
            Map<String, String> batch = site.servers.redisson().<String, String>getMap(key, StringCodec.INSTANCE).readAllMap();
            deadlines.put(batch.get("batch_id"), Instant.parse(batch.get("deadline")));
        }
        Awaitility.await("events of the open batches").atMost(Duration.ofSeconds(30))
                .until(() -> subject.arrivals.events().keySet().containsAll(deadlines.keySet()));
        List<Double> late = new ArrayList<>();
        deadlines.forEach((batch, deadline) -> late.add((subject.arrivals.events().get(batch) - ChronoUnit.MICROS.between(Instant.EPOCH, deadline)) / 1e3));
        return new Millis(late);
    }

    /** What the product itself has measured, from its start on. */
    private static List<Figure> stages(Subject subject) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (String stage : List.of("watched", "queued", "detected")) {
            String mean = "select avg((timings ->> '" + stage + "')::numeric) from events where is_fast_path";
            figures.add(Figure.of("stage " + stage + ", mean at 50/s", subject.number(mean), "ms"));
        }
        Map<String, Double> metrics = new TreeMap<>(subject.metrics());
        metrics.forEach((name, sum) -> {
            if (name.matches("hsi_(stage|ai_request)_duration_seconds_sum\\{.*")) {
                double count = metrics.get(name.replace("_sum{", "_count{"));
                if (count == 0) {
                    return;
                }
                figures.add(Figure.of(name.replaceAll("hsi_(stage|ai_request)_duration_seconds_sum\\{(.*)}", "$1 $2, mean of all"), sum * 1_000 / count, "ms"));
            }
        });
        return figures;
    }
}
