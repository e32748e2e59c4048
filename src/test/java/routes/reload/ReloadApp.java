package routes.reload;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.LoggerFactory;

/** A camel-main as the product configures it, with the small flow of {@code reload/*.camel.yaml} and a real folder beside it. */
final class ReloadApp implements AutoCloseable {

    final Path folder;
    final List<String> seen = new CopyOnWriteArrayList<>();
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Standby standby = new Standby();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Main main = new Main();

    /** The policy of an instance that does not lead. */
    static final class Standby extends RoutePolicySupport {

        @Override
        public void onInit(Route route) {
            super.onInit(route);
            route.setAutoStartup(false);
        }
    }

    ReloadApp(Path folder) {
        this.folder = folder;
        Properties places = new Properties();
        places.setProperty("GREETING", "hello");
        places.setProperty("camel.component.properties.environment-variable-mode", "0");
        places.setProperty("camel.component.properties.system-properties-mode", "0");
        places.setProperty("camel.main.shutdown-timeout", "20");
        places.setProperty("camel.metrics.enabled", "true");
        places.setProperty("camel.metrics.clear-on-reload", "false");
        places.setProperty("camel.metrics.enable-route-event-notifier", "true");
        places.setProperty("camel.health.enabled", "true");
        main.setOverrideProperties(places);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.bind("seen", seen);
        main.bind("standby", standby);
        main.bind("meterRegistry", meters);
        main.configure().withRoutesIncludePattern("classpath:reload/*.camel.yaml").withBasePackageScanEnabled(false);
        main.configure().routeControllerConfig().withEnabled(true);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                new RouteFolder(folder).install(starting.getCamelContext());
            }
        });
        log.start();
        logger().addAppender(log);
    }

    ReloadApp start() {
        main.start();
        return this;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    /** Temporary name and rename, as a careful editor does it. */
    void save(String name, String yaml) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve("." + name + ".tmp");
        Files.writeString(unfinished, yaml);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    String ask(String uri) {
        try {
            return context().createFluentProducerTemplate().to(uri).withBody("?").request(String.class);
        } catch (CamelExecutionException e) {
            return e.getCause().toString();
        }
    }

    boolean runs(String route) {
        return context().getRoute(route) != null && context().getRouteController().getRouteStatus(route).isStarted();
    }

    /** A route that answers {@code direct:<name>}. */
    static String route(String id, String from, String answer) {
        return """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                        - setBody:
                            simple: "%s"
                """.formatted(id, from, answer);
    }

    List<String> errors() {
        return List.copyOf(log.list).stream().filter(line -> line.getLevel() == ch.qos.logback.classic.Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("routes.reload");
    }

    @Override
    public void close() {
        main.stop();
        logger().detachAppender(log);
    }
}
