package bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** From the commit of a message to its note that it was published. */
final class RelayBench implements Benchmark {

    private static final int BURST = 20_000;

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "Messages inserted into the outbox one at a time, then many at once; delays are from the insert to the moment at which Redis has "
                + "taken them (sent_at - created_at in the database)";
    }

    @Override
    public List<Figure> run() throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (ServedApi api = new ServedApi(Map.of())) {
            OutboxLoad load = new OutboxLoad(api.database());
            load.run(100, 5);
            burst(api, load, 5_000);
            for (int rate : new int[] {20, 200}) {
                awaitSent(api);
                execute(api, "delete from outbox");
                load.run(rate, 10);
                awaitSent(api);
                figures.add(new Figure(rate + " messages/s: delay p50", delay(api, 0.5), "ms", "<= 20"));
                figures.add(Figure.of(rate + " messages/s: delay p99", delay(api, 0.99), "ms"));
            }
            long cpu = api.cpuMillis();
            double seconds = burst(api, load, BURST);
            figures.add(new Figure("20,000 at once", BURST / seconds, "messages/s", ">= 3000"));
            figures.add(Figure.of("20,000 at once: CPU of the product", (api.cpuMillis() - cpu) * 1000.0 / BURST, "us each"));
        }
        return figures;
    }

    /** @return seconds from the first insert until all are sent */
    private static double burst(ServedApi api, OutboxLoad load, int messages) throws SQLException {
        long begin = System.nanoTime();
        load.burst(messages);
        awaitSent(api);
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void awaitSent(ServedApi api) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20))
                .until(() -> number(api, "select count(*) from outbox where sent_at is null limit 1") == 0);
    }

    private static double delay(ServedApi api, double part) throws SQLException {
        return number(api, "select percentile_cont(" + part + ") within group (order by extract(epoch from sent_at - created_at) * 1000) from outbox");
    }

    private static double number(ServedApi api, String sql) throws SQLException {
        try (Connection connection = api.database().getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    private static void execute(ServedApi api, String sql) throws SQLException {
        try (Connection connection = api.database().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
