package routes.reload;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;

/** Whether the routes of a file get along with those that run: what Camel would find out only after it has removed the old ones. */
final class Neighbours {

    /** Stopping one consumer of the API port disturbs the others, so none of them comes and goes with a file. */
    private static final Set<String> API = Set.of("vertx-websocket", "platform-http", "rest", "rest-openapi", "rest-api");
    private static final Set<String> CALLED = Set.of("direct", "seda");

    private final Owners owners;
    private final Incumbents incumbents;

    Neighbours(Owners owners, Incumbents incumbents) {
        this.owners = owners;
        this.incumbents = incumbents;
    }

    void check(RouteFile file, Map<RouteDefinition, Endpoint> routes) throws RouteFileException {
        Set<String> ids = new HashSet<>();
        for (Map.Entry<RouteDefinition, Endpoint> entry : routes.entrySet()) {
            RouteDefinition route = entry.getKey();
            String uri = entry.getValue().getEndpointUri();
            String id = route.getRouteId();
            if (!Boolean.TRUE.equals(route.getCustomId())) {
                throw fault(file, route, "a route needs an `id`: it tells what to replace when the file changes");
            }
            if (!ids.add(id)) {
                throw fault(file, route, "route " + id + " stands in this file twice");
            }
            Optional<Path> owner = owners.of(id).filter(other -> !other.equals(file.path()));
            if (owner.isPresent()) {
                throw fault(file, route, "route " + id + " is already defined by " + owner.get() + "; keep one of them");
            }
            api(file, route, uri);
            Optional<RouteDefinition> replaced = incumbents.product(id);
            if (replaced.isPresent()) {
                replacement(file, route, uri, incumbents.endpoint(replaced.get()));
            }
        }
        List<RouteDefinition> staying = incumbents.standingWithout(owners.routesOf(file.path()), ids);
        for (Map.Entry<RouteDefinition, Endpoint> route : routes.entrySet()) {
            for (RouteDefinition other : staying) {
                clash(file, route.getKey(), route.getValue(), other);
            }
        }
    }

    private static void api(RouteFile file, RouteDefinition route, String uri) throws RouteFileException {
        if (API.contains(scheme(uri))) {
            throw fault(file, route, "a route of ROUTES_DIR cannot begin with " + scheme(uri) + ": changing it would disconnect the clients of the API");
        }
    }

    private static void replacement(RouteFile file, RouteDefinition route, String uri, String productUri) throws RouteFileException {
        if (API.contains(scheme(productUri))) {
            throw fault(file, route, "route " + route.getRouteId() + " belongs to the API and cannot be replaced; choose another id");
        }
        if (CALLED.contains(scheme(productUri)) && !uri.equals(productUri)) {
            throw fault(file, route, "route " + route.getRouteId() + " replaces the product's, which others call: it has to begin with "
                    + shown(productUri) + "; choose another id if it is a new route");
        }
    }

    private void clash(RouteFile file, RouteDefinition route, Endpoint endpoint, RouteDefinition other) throws RouteFileException {
        boolean shareable = endpoint instanceof MultipleConsumersSupport multiple && multiple.isMultipleConsumersSupported();
        String otherUri = incumbents.endpoint(other);
        if (!shareable && endpoint.getEndpointUri().equals(otherUri)) {
            throw fault(file, route, "route " + other.getRouteId() + " begins with " + shown(otherUri) + " already; give this route the id "
                    + other.getRouteId() + " to replace it");
        }
        if (route.getStartupOrder() != null && route.getStartupOrder().equals(other.getStartupOrder())) {
            throw fault(file, route, "startupOrder " + route.getStartupOrder() + " is that of route " + other.getRouteId() + "; choose another or none");
        }
    }

    private static String shown(String uri) {
        return uri.replaceFirst("://", ":");
    }

    private static String scheme(String uri) {
        return StringHelper.before(uri, ":", uri);
    }

    private static RouteFileException fault(RouteFile file, RouteDefinition route, String reason) {
        return new RouteFileException(file.path(), Faults.line(file, route), reason);
    }
}
