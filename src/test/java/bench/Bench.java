package bench;

import bench.pipeline.CamerasBenchmark;
import bench.pipeline.DatabaseSizeBenchmark;
import bench.pipeline.EnduranceBenchmark;
import bench.pipeline.PipelineBenchmark;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs benchmarks: {@code mvn -Pbench verify -Dbench=batch,websocket}, or all of them without {@code -Dbench}. Each prints a table and
 * writes {@code target/bench/NAME.json}. The targets are for 2 cores with nothing else running; a miss is shown, not a failed build.
 */
public final class Bench {

    private static final List<Benchmark> ALL = List.of(
            new PipelineBenchmark(), new CamerasBenchmark(), new EnduranceBenchmark(), new DatabaseSizeBenchmark(),
            new BatchBench(),
            new WebSocketBench(),
            new RelayBench(),
            new ApiBenchmark(),
            new RestartBench(),
            new StartupBenchmark(),
            new DetectorBenchmark());

    private Bench() {
    }

    /** @param args names of benchmarks, comma-separated; {@code all} = every one */
    public static void main(String[] args) throws Exception {
        Map<String, Benchmark> known = new LinkedHashMap<>();
        ALL.forEach(benchmark -> known.put(benchmark.name(), benchmark));
        List<String> names = args[0].equals("all") ? List.copyOf(known.keySet()) : Arrays.asList(args[0].split("\\s*,\\s*"));
        for (String name : names) {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException("There is no benchmark '" + name + "'; there are: " + String.join(", ", known.keySet()));
            }
        }
        int exitCode = 1;
        try {
            for (String name : names) {
                Benchmark benchmark = known.get(name);
                System.out.printf("%n== %s: %s%n", name, benchmark.description());
                Report.write(benchmark, benchmark.run());
            }
            exitCode = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            // threads of a client library may be left
            System.exit(exitCode);
        }
    }
}
