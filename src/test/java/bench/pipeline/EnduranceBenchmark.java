package bench.pipeline;

import bench.Benchmark;
import bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the ten thousandth image costs what the first did. {@code BENCH_IMAGES} says how many. */
public final class EnduranceBenchmark implements Benchmark {

    private static final int CAMERAS = 64;
    private static final int ROUND = 2_500;
    private static final int SETTLE = 2;

    @Override
    public String name() {
        return "pipeline-endurance";
    }

    @Override
    public String description() {
        return "bursts of " + ROUND + " images of " + CAMERAS + " cameras, one after the other: memory and cost of the early and the late ones";
    }

    @Override
    public List<Figure> run() throws Exception {
        int rounds = Math.max(2 * SETTLE + 1, Integer.parseInt(System.getenv().getOrDefault("BENCH_IMAGES", "20000")) / ROUND);
        List<Double> cpu = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        try (Site site = new Site(); Subject product = site.product(CAMERAS, Map.of())) {
            for (int i = 0; i < rounds; i++) {
                Round round = site.run(product, Round.Plan.burst(i * ROUND, ROUND, CAMERAS));
                product.arrivals.forget();
                cpu.add(round.cpuMillis());
                memory.add(product.process.rss());
                PipelineBenchmark.said("round " + i + ", %.0f MiB".formatted(product.process.rss()), round);
            }
        }
        return List.of(Figure.of("images", (double) rounds * ROUND, ""),
                Figure.of("CPU per image, rounds " + SETTLE + " to " + (2 * SETTLE - 1), mean(cpu.subList(SETTLE, 2 * SETTLE)), "ms"),
                Figure.of("CPU per image, last " + SETTLE + " rounds", mean(cpu.subList(rounds - SETTLE, rounds)), "ms"),
                Figure.of("memory (RSS) after round " + SETTLE, memory.get(SETTLE), "MiB"),
                Figure.of("memory (RSS) after the last round", memory.get(rounds - 1), "MiB"));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
