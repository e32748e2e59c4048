package routes.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.redisson.api.RedissonClient;
import routes.cluster.LeaderPolicy;

/**
 * Whether this instance does its work: database, Redis and worker routes, asked at most once a second however many ask, each given 2 s.
 * Not ready from the moment a stop begins. For the route {@code getReady} of {@code 80-api.camel.yaml}. Thread-safe.
 */
public final class Readiness implements CamelContextAware {

    private static final long KEPT_MILLIS = 1000;

    private final DataSource database;
    private final Clock clock;
    private final List<String> workers;
    private final DependencyProbe databaseProbe;
    private final DependencyProbe redisProbe;
    private final ExecutorService probes = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });
    private CamelContext context;
    private CompletableFuture<ReadinessReport> latest;
    private long askedAt;
    private volatile boolean stopping;

    /**
     * @param workers ids of the routes that must be started, comma-separated; those that this instance has not ({@code ROLES}) and those
     *                that wait because another instance leads are not asked about
     */
    public Readiness(DataSource database, RedissonClient redis, Clock clock, String workers) {
        this.database = database;
        this.clock = clock;
        this.databaseProbe = new DependencyProbe(this::askDatabase, probes);
        this.redisProbe = new DependencyProbe(() -> redis.getKeys().count(), probes);
        this.workers = Arrays.stream(workers.split(",")).map(String::trim).filter(id -> !id.isEmpty()).toList();
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** From now on not ready: the shutdown has begun, whatever still runs. */
    public void stopping() {
        stopping = true;
    }

    public void close() {
        probes.shutdownNow();
    }

    public ReadinessReport check() {
        if (stopping || context.isStopping() || context.isStopped()) {
            return new ReadinessReport("stopping", "stopping", "stopping");
        }
        return current().join();
    }

    private synchronized CompletableFuture<ReadinessReport> current() {
        long now = clock.millis();
        if (latest == null || latest.isDone() && Math.abs(now - askedAt) >= KEPT_MILLIS) {
            askedAt = now;
            latest = databaseProbe.ask().thenCombine(redisProbe.ask(),
                    (databaseSays, redisSays) -> new ReadinessReport(databaseSays, redisSays, askWorkers()));
        }
        return latest;
    }

    private boolean askDatabase() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            return statement.execute("select 1");
        }
    }

    private String askWorkers() {
        List<String> down = workers.stream().filter(this::isDown).toList();
        return down.isEmpty() ? ReadinessReport.OK : "not started: " + String.join(", ", down);
    }

    private boolean isDown(String id) {
        Route route = context.getRoute(id);
        return route != null && context.getRouteController().getRouteStatus(id) != ServiceStatus.Started && !isStandby(route);
    }

    private static boolean isStandby(Route route) {
        return route.getRoutePolicyList().stream().anyMatch(policy -> policy instanceof LeaderPolicy leader && !leader.isLeader());
    }
}
