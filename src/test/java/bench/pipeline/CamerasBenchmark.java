package bench.pipeline;

import bench.Benchmark;
import bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What more cameras cost. */
public final class CamerasBenchmark implements Benchmark {

    private static final int[] CAMERAS = {1, 16, 128, 512};
    private static final int WARM_UP = 1_500;
    private static final int COUNTED = 2_000;

    @Override
    public String name() {
        return "pipeline-cameras";
    }

    @Override
    public String description() {
        return "the same number of images from 1, 16, 128 and 512 cameras, in a burst, to a warm product";
    }

    @Override
    public List<Figure> run() throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Site site = new Site()) {
            for (int cameras : CAMERAS) {
                try (Subject product = site.product(cameras, Map.of())) {
                    site.run(product, Round.Plan.burst(0, WARM_UP, cameras));
                    Round round = PipelineBenchmark.said(cameras + " cameras", site.run(product, Round.Plan.burst(WARM_UP, COUNTED, cameras)));
                    figures.add(Figure.of(cameras + " cameras, warm burst", round.perSecond(), "images/s"));
                    figures.add(Figure.of(cameras + " cameras, CPU per image", round.cpuMillis(), "ms"));
                    figures.add(Figure.of(cameras + " cameras, CPU of Redis and PostgreSQL per image", round.serversMillis(), "ms"));
                    double rss = product.process.peakRss();
                    figures.add(cameras == 512 ? new Figure(cameras + " cameras, peak memory (RSS)", rss, "MiB", "<= 400")
                            : Figure.of(cameras + " cameras, peak memory (RSS)", rss, "MiB"));
                }
            }
        }
        return figures;
    }
}
