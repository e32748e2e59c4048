package bench.pipeline;

import bench.ApiData;
import bench.Benchmark;
import bench.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import routes.embedded.EmbeddedDatabase;

/** What an image costs when the tables are full: {@code BENCH_EVENTS} (1,000,000) events and ten times as many detections, see {@link ApiData}. */
public final class DatabaseSizeBenchmark implements Benchmark {

    private static final int CAMERAS = 16;
    private static final int WARM_UP = 8_000;
    private static final int COUNTED = 2_000;
    private static final int ROUNDS = 3;

    private final int events = Integer.parseInt(System.getenv().getOrDefault("BENCH_EVENTS", "1000000"));

    @Override
    public String name() {
        return "pipeline-database";
    }

    @Override
    public String description() {
        return String.format("the same images in bursts, to an empty database and to one with %,d events and %,d detections", events, events * 10L);
    }

    @Override
    public List<Figure> run() throws Exception {
        ApiData data = new ApiData(events);
        data.make();
        try (Site site = new Site(data.directory())) {
            Round empty = warm(site, site.servers.fresh(), "empty");
            Round full = warm(site, site.servers.copy(), "full");
            return List.of(Figure.of("empty: CPU per image", empty.cpuMillis(), "ms"),
                    Figure.of("full: CPU per image", full.cpuMillis(), "ms"),
                    Figure.of("empty: CPU of Redis and PostgreSQL per image", empty.serversMillis(), "ms"),
                    Figure.of("full: CPU of Redis and PostgreSQL per image", full.serversMillis(), "ms"),
                    Figure.of("full, times the empty one, all processes", all(full) / all(empty), ""),
                    Figure.of("empty: warm burst", empty.perSecond(), "images/s"),
                    Figure.of("full: warm burst", full.perSecond(), "images/s"));
        }
    }

    /** Of the rounds the one in the middle counts, by the CPU of all for an image. */
    private static Round warm(Site site, EmbeddedDatabase database, String name) throws Exception {
        List<Round> rounds = new ArrayList<>();
        try (Subject product = site.product(CAMERAS, Map.of("RETENTION_DAYS", "3650"), database)) {
            PipelineBenchmark.said(name + ", warming up", site.run(product, Round.Plan.burst(0, WARM_UP, CAMERAS)));
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(PipelineBenchmark.said(name, site.run(product, Round.Plan.burst(WARM_UP + i * COUNTED, COUNTED, CAMERAS))));
            }
        }
        site.servers.drop(database);
        return rounds.stream().sorted(Comparator.comparingDouble(DatabaseSizeBenchmark::all)).toList().get(ROUNDS / 2);
    }

    private static double all(Round round) {
        return round.cpuMillis() + round.serversMillis();
    }
}
