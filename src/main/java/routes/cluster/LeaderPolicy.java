package routes.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.StartupListener;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes with this policy ({@code routePolicy: batchLeader}) run in one instance at a time; in the others they stay stopped, and one of
 * them takes over within seconds when the leader has gone. Leader is who holds a PostgreSQL advisory lock: all instances share the
 * database anyway, so nothing more has to be installed. Used by {@code 30-batch.camel.yaml} and
 * {@code 85-housekeeping.camel.yaml}. The gauge {@code hsi_leader{name}} is 1 in the instance that leads.
 *
 * <p>Written instead of a cluster service for Camel's ClusteredRoutePolicy because that one starts the routes in no order, does not start
 * them again when that failed, and leaves what belongs to a route (an aggregator with its timers) running in a stand-by.
 */
@ManagedResource(description = "Leadership: these routes run in one instance at a time")
public final class LeaderPolicy extends RoutePolicySupport implements CamelContextAware, StartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderPolicy.class);
    private static final int STOP_SECONDS = 10;
    private static final int DEFAULT_ORDER = 1_000;

    private final String name;
    private final Candidacy candidacy;
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private CamelContext context;
    private ExecutorService thread;

    /** @param name of the leadership, the same in all instances */
    public LeaderPolicy(DataSource dataSource, String name) {
        this(dataSource, name, Mandate.NONE);
    }

    /** @param mandate what the leader takes over before the routes start */
    public LeaderPolicy(DataSource dataSource, String name, Mandate mandate) {
        this.name = name;
        candidacy = new Candidacy(dataSource, name, mandate, new Candidacy.Office() {
            @Override
            public void enter() throws Exception {
                startRoutes();
            }

            @Override
            public void leave() {
                stopRoutes();
            }
        });
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @ManagedAttribute(description = "What is led")
    public String getName() {
        return name;
    }

    @ManagedAttribute(description = "Whether this instance leads, and its routes run")
    public boolean isLeader() {
        return candidacy.isLeader();
    }

    /** {@code leader} or {@code standby}, for the health check and for people. */
    String state() {
        return isLeader() ? "leader" : "standby";
    }

    @Override
    public void onInit(Route route) {
        super.onInit(route);
        if (routes.isEmpty()) {
            listen();
        }
        if (!(context.isStarted() && isLeader())) {
            route.setAutoStartup(false);
        }
        routes.add(route);
    }

    private void listen() {
        try {
            context.addStartupListener(this);
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void onRemove(Route route) {
        routes.removeIf(known -> known.getId().equals(route.getId()));
    }

    @Override
    public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
        if (alreadyStarted) {
            onCamelContextFullyStarted(started, true);
        }
    }

    @Override
    public synchronized void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
        // a supervising controller turns the context's auto-start off, too, and starts the routes itself
        boolean onlyChecked = !context.isAutoStartup() && !context.getRouteController().isSupervising();
        if (thread != null || routes.isEmpty() || onlyChecked) {
            return;
        }
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(new LeaderHealthCheck(this));
        }
        MeterRegistry meters = CamelContextHelper.findSingleByType(context, MeterRegistry.class);
        if (meters != null) {
            Gauge.builder("hsi.leader", candidacy, leading -> leading.isLeader() ? 1 : 0).tag("name", name)
                    .description("1 while this instance leads").register(meters);
        }
        // Camel has started what belongs to the routes; an aggregator would find no state and keep its timers
        stopRoutes();
        thread = context.getExecutorServiceManager().newSingleThreadExecutor(this, "leader-" + name);
        thread.execute(candidacy);
    }

    @Override
    protected void doStop() throws Exception {
        candidacy.stop();
        if (thread != null) {
            context.getExecutorServiceManager().shutdownGraceful(thread, TimeUnit.SECONDS.toMillis(2 * STOP_SECONDS));
        }
        super.doStop();
    }

    private void startRoutes() throws Exception {
        for (Route route : inStartupOrder()) {
            if (!context.isStopping()) {
                context.getRouteController().startRoute(route.getId());
            }
        }
    }

    private void stopRoutes() {
        List<Route> ordered = inStartupOrder();
        Collections.reverse(ordered);
        for (Route route : ordered) {
            try {
                if (!context.isStopping()) {
                    context.getRouteController().stopRoute(route.getId(), STOP_SECONDS, TimeUnit.SECONDS);
                }
            } catch (Exception e) {
                LOG.warn("{}: route {} did not stop in order, it is of no effect without the leadership: {}", name, route.getId(), e.toString());
            }
        }
    }

    private List<Route> inStartupOrder() {
        List<Route> ordered = new ArrayList<>(routes);
        ordered.sort(Comparator.comparingInt(route -> route.getStartupOrder() == null ? DEFAULT_ORDER : route.getStartupOrder()));
        return ordered;
    }
}
