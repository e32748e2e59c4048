package routes;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.redisson.api.RedissonClient;
import routes.config.Settings;
import routes.embedded.EmbeddedDatabase;
import routes.queue.RedisClients;
import routes.reload.RouteFolder;

/**
 * Loads the routes with all their beans and endpoints, those of {@code ROUTES_DIR} too, and starts none of them: a wrong step, option, bean or
 * expression is a fault.
 */
final class RouteCheck {

    private static final EmbeddedDatabase NO_DATABASE = new EmbeddedDatabase("jdbc:postgresql://127.0.0.1:1/none", "none", "none");
    private static final String NO_SERVER = "127.0.0.1:1";

    private RouteCheck() {
    }

    /** What keeps the routes from being built, one line for each fault; none when they are in order. */
    static List<String> faults(Settings settings) {
        Map<String, String> places = new HashMap<>(settings.asProperties());
        places.put("YOLO26_URL", settings.optionalText("YOLO26_URL").orElse("http://" + NO_SERVER));
        RemoteServices.describe(settings, places);
        places.put("camel.main.auto-startup", "false");
        Vertx vertx = Vertx.vertx();
        HikariDataSource pool = Database.pool(NO_DATABASE);
        RedissonClient redisson = RedisClients.create("redis://" + NO_SERVER, 10);
        Main main = new RoutesMain();
        try {
            Beans.bind(main, settings, places, pool, redisson, vertx);
            main.start();
            return new RouteFolder(settings.path("ROUTES_DIR")).faults(main.getCamelContext());
        } catch (Exception e) {
            return List.of(Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause).limit(10).map(Throwable::getMessage)
                    .filter(Objects::nonNull).distinct().collect(Collectors.joining(": ", "routes: ", "")));
        } finally {
            main.stop();
            redisson.shutdown();
            pool.close();
            vertx.close();
        }
    }
}
