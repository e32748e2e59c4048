package routes.reload;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.RouteDefinition;

/** Finds out whether a file can take effect, without any effect on what runs. */
final class RouteFileCheck {

    private final CamelContext context;
    private final Neighbours neighbours;

    RouteFileCheck(CamelContext context, Owners owners, Incumbents incumbents) {
        this.context = context;
        this.neighbours = new Neighbours(owners, incumbents);
    }

    /** @return the ids of its routes, in their order. @throws RouteFileException the first fault */
    Set<String> routes(RouteFile file) throws RouteFileException {
        FileShape.check(file);
        try (TrialContext trial = new TrialContext(context)) {
            Map<RouteDefinition, Endpoint> built = trial.build(file);
            neighbours.check(file, built);
            Set<String> ids = new LinkedHashSet<>();
            built.keySet().forEach(route -> ids.add(route.getRouteId()));
            return ids;
        } catch (RouteFileException e) {
            throw e;
        } catch (Exception e) {
            throw Faults.of(file, e);
        }
    }
}
