package routes.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.EndpointHelper;

/**
 * The routes of the product, also those that a file has replaced: they are kept as they were read from the class path and come back when the
 * file goes. Used by one thread.
 */
final class Incumbents {

    private final CamelContext context;
    private final Model model;
    private final Owners owners;
    private final Map<String, RouteDefinition> replaced = new HashMap<>();

    Incumbents(CamelContext context, Owners owners) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.owners = owners;
    }

    /** The product's route of this id, whether it runs or was replaced. */
    Optional<RouteDefinition> product(String id) {
        RouteDefinition kept = replaced.get(id);
        return Optional.ofNullable(kept == null && owners.of(id).isEmpty() ? model.getRouteDefinition(id) : kept);
    }

    /** To be called before a file's route takes the place of that id. */
    void keep(String id) {
        product(id).ifPresent(route -> replaced.put(id, route));
    }

    /** The product's route that a file had replaced, which is about to run again. */
    Optional<RouteDefinition> release(String id) {
        return Optional.ofNullable(replaced.remove(id));
    }

    /** What runs beside a file's routes when it defines {@code now} and defined {@code before}: others, and the product's that come back. */
    List<RouteDefinition> standingWithout(Set<String> before, Set<String> now) {
        List<RouteDefinition> standing = new ArrayList<>(model.getRouteDefinitions());
        standing.removeIf(route -> before.contains(route.getRouteId()));
        before.stream().map(replaced::get).filter(Objects::nonNull).forEach(standing::add);
        standing.removeIf(route -> now.contains(route.getRouteId()));
        return standing;
    }

    /** The URI of the endpoint that the route consumes, in the form in which Camel compares them. */
    String endpoint(RouteDefinition route) {
        if (route.getTemplateParameters() == null) {
            return resolved(route);
        }
        Properties own = new Properties();
        own.putAll(route.getTemplateParameters());
        context.getPropertiesComponent().setLocalProperties(own);
        try {
            return resolved(route);
        } finally {
            context.getPropertiesComponent().setLocalProperties(null);
        }
    }

    private String resolved(RouteDefinition route) {
        return EndpointHelper.normalizeEndpointUri(context.resolvePropertyPlaceholders(route.getInput().getEndpointUri()));
    }
}
