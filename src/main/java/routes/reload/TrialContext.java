package routes.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;

/**
 * A context in which a file is built to see whether it can be: same placeholders and beans as in the running one, every endpoint, option, bean
 * reference and expression made, nothing started. Thrown away afterwards.
 */
final class TrialContext implements AutoCloseable {

    private final LentBeans beans;
    private final DefaultCamelContext context = new DefaultCamelContext(false);

    TrialContext(CamelContext running) throws Exception {
        beans = new LentBeans(running);
        context.getCamelContextExtension().setName("route-trial");
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(beans));
        context.disableJMX();
        context.setAutoStartup(false);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        samePlaceholders(running);
        context.init();
        sameRouteConfigurations(running);
    }

    private void samePlaceholders(CamelContext running) {
        PropertiesComponent places = (PropertiesComponent) context.getPropertiesComponent();
        PropertiesComponent original = (PropertiesComponent) running.getPropertiesComponent();
        places.setEnvironmentVariableMode(original.getEnvironmentVariableMode());
        places.setSystemPropertiesMode(original.getSystemPropertiesMode());
        places.addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "running";
            }

            @Override
            public String getProperty(String name) {
                return original.resolveProperty(name).orElse(null);
            }
        });
    }

    /** Read again from their files: a definition belongs to the context that built it. */
    private void sameRouteConfigurations(CamelContext running) throws Exception {
        List<Resource> sources = running.getCamelContextExtension().getContextPlugin(Model.class).getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getResource).filter(Objects::nonNull).distinct().toList();
        for (Resource source : sources) {
            var builder = PluginHelper.getRoutesLoader(context).getRoutesLoader("yaml").loadRoutesBuilder(source);
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(context);
            }
        }
    }

    /** The routes of the file with the endpoint each of them consumes. @throws RouteFileException when one cannot be built */
    Map<RouteDefinition, Endpoint> build(RouteFile file) throws RouteFileException {
        Map<RouteDefinition, Endpoint> built = new LinkedHashMap<>();
        for (RouteDefinition route : definitions(file)) {
            try {
                Route made = context.getCamelContextExtension().getContextPlugin(Model.class).getModelReifierFactory().createRoute(context, route);
                built.put(route, made.getEndpoint());
            } catch (Exception e) {
                throw Faults.of(file, context, route, e);
            }
        }
        return built;
    }

    private List<RouteDefinition> definitions(RouteFile file) throws RouteFileException {
        try {
            RouteBuilder builder = file.builder(context);
            builder.prepareModel(context);
            return new ArrayList<>(builder.getRouteCollection().getRoutes());
        } catch (Exception e) {
            throw Faults.of(file, e);
        }
    }

    @Override
    public void close() {
        context.stop();
        beans.giveBack();
    }
}
