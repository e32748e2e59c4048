package routes.reload;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the routes of checked files into the running context and takes them out again. Used by one thread. */
final class RunningRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRoutes.class);

    private static final long DRAIN_SECONDS = 20;

    private final CamelContext context;
    private final Model model;
    private final Owners owners;
    private final Incumbents incumbents;
    private final Map<Path, RouteFile> inForce = new HashMap<>();
    private boolean started;

    RunningRoutes(CamelContext context, Owners owners, Incumbents incumbents) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.owners = owners;
        this.incumbents = incumbents;
    }

    /** From now on routes are started here; before, Camel starts them together with its own. */
    void contextHasStarted() {
        started = true;
    }

    boolean isInForce(RouteFile file) {
        return file.equals(inForce.get(file.path()));
    }

    boolean isInForce(Path file) {
        return inForce.containsKey(file);
    }

    /** As {@code RoutesLoader.updateRoutes} does, and what the file no longer defines goes. A failure brings back what ran before. */
    void put(RouteFile file, Set<String> ids) throws RouteFileException {
        RouteFile before = inForce.get(file.path());
        Set<String> affected = new LinkedHashSet<>(owners.routesOf(file.path()));
        affected.addAll(ids);
        try {
            exchange(file, ids);
        } catch (Exception e) {
            RouteFileException fault = Faults.of(file, e);
            takeOut(file.path(), affected);
            if (before != null) {
                restore(before, fault);
            }
            throw fault;
        }
    }

    private void exchange(RouteFile file, Set<String> ids) throws Exception {
        Set<String> gone = new LinkedHashSet<>(owners.routesOf(file.path()));
        gone.removeAll(ids);
        withdraw(gone);
        for (String id : ids) {
            stop(id);
            incumbents.keep(id);
        }
        owners.set(file.path(), ids);
        RouteBuilder builder = file.builder(context);
        builder.addRoutesToCamelContext(context);
        inForce.put(file.path(), file);
        start(builder.getRouteCollection().getRoutes());
    }

    private void restore(RouteFile before, RouteFileException fault) {
        try {
            RouteBuilder builder = before.builder(context);
            builder.configureRoutes(context);
            Set<String> ids = new LinkedHashSet<>();
            builder.getRouteCollection().getRoutes().forEach(route -> ids.add(route.getRouteId()));
            exchange(before, ids);
        } catch (Exception e) {
            fault.addSuppressed(e);
            LOG.error("the earlier version of {} does not come back either, none of its routes runs: {}", before.path(), e.toString());
            takeOut(before.path(), owners.routesOf(before.path()));
        }
    }

    /** Stops and removes the routes of the file; those of the product that they had replaced come back. */
    void remove(Path file) {
        takeOut(file, owners.routesOf(file));
    }

    private void takeOut(Path file, Set<String> ids) {
        try {
            withdraw(ids);
        } catch (Exception e) {
            LOG.error("routes {} of {} are not removed in order: {}", ids, file, e.toString());
        }
        owners.remove(file);
        inForce.remove(file);
    }

    private void withdraw(Set<String> ids) throws Exception {
        for (String id : ids) {
            RouteDefinition route = model.getRouteDefinition(id);
            if (route != null) {
                stop(id);
                model.removeRouteDefinition(route);
            }
            var product = incumbents.release(id);
            if (product.isPresent()) {
                model.addRouteDefinitions(List.of(product.get()));
                start(List.of(product.get()));
                LOG.info("route {} is the product's own again", id);
            }
        }
    }

    /**
     * Lets what it holds be finished, and goes on taking work meanwhile: where there is always something to do it ends after that time, and the
     * queue delivers again what was cut off.
     */
    private void stop(String id) throws Exception {
        context.getRouteController().stopRoute(id, DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Only what is supervised: a route with {@code autoStartup: false} is started by hand, one with a policy that holds it back (the leader runs
     * in another instance) by that policy. A route that does not start is tried again by the controller, as the product's are.
     */
    private void start(List<RouteDefinition> routes) {
        for (RouteDefinition definition : routes) {
            Route route = context.getRoute(definition.getRouteId());
            if (started && route != null && Boolean.TRUE.equals(route.getProperties().get(Route.SUPERVISED))) {
                try {
                    context.getRouteController().startRoute(route.getId());
                } catch (Exception e) {
                    LOG.warn("route {} does not start yet, it is tried again: {}", route.getId(), e.getMessage());
                }
            }
        }
    }
}
