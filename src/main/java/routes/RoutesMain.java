package routes;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * camel-main for flows that are plain YAML routes and beans: it would read every file once more beforehand, for modelines, pipes and
 * integrations, which takes a tenth of a start.
 */
final class RoutesMain extends Main {

    @Override
    protected void modelineRoutes(CamelContext camelContext) {
        // our files have none
    }
}
