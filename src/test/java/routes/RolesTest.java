package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.api.RedissonClient;
import routes.config.Settings;
import routes.embedded.EmbeddedDatabase;
import routes.queue.RedisClients;

/** Which routes an instance has by its ROLES. Routes that begin with direct: run only when another calls them and are in every instance. */
class RolesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "watch   | service-status sweep sweep-timer watch",
        "detect  | detect service-status",
        "batch   | batch repair service-status",
        "analyze | analysis service-status",
        "relay   | broadcast-relay service-status",
        "detect,analyze | analysis detect service-status"})
    void an_instance_has_the_routes_of_its_roles_only(String roles, String routes) throws Exception {
        assertThat(entries(Map.of("ROLES", roles))).containsExactly(routes.split(" "));
    }

    @Test
    void without_api_nothing_is_served_and_nobody_is_told() throws Exception {
        assertThat(entries(Map.of("ROLES", "watch,detect,batch,analyze,relay")))
                .doesNotContain("socket-events", "socket-system", "broadcast-deliver", "health", "page", "api").contains("watch", "broadcast-relay");
        assertThat(entries(Map.of("ROLES", "api"))).contains("socket-events", "socket-system", "broadcast-deliver", "health", "page")
                .doesNotContain("watch", "sweep", "detect", "batch", "analysis", "broadcast-relay");
    }

    @Test
    void the_default_is_all_roles() throws Exception {
        assertThat(entries(Map.of())).contains("watch", "sweep", "detect", "batch", "analysis", "broadcast-relay", "socket-events", "page");
    }

    @Test
    void embedded_servers_with_fewer_roles_are_warned_about() {
        assertThat(Settings.load(Map.of("ROLES", "watch,api"), Optional.empty()).warnings())
                .singleElement().asString().contains("ROLES", "detect, batch, analyze, relay", "DATABASE_URL and REDIS_URL must be set");
        assertThat(Settings.load(Map.of("ROLES", "watch,api", "DATABASE_URL", "postgresql://u:p@db/x", "REDIS_URL", "redis://r"), Optional.empty())
                .warnings()).isEmpty();
        assertThat(Settings.load(Map.of(), Optional.empty()).warnings()).isEmpty();
    }

    /** Ids of the routes that begin by themselves, sorted. */
    private static List<String> entries(Map<String, String> environment) throws Exception {
        Settings settings = Settings.load(environment, Optional.empty());
        Map<String, String> places = new HashMap<>(settings.asProperties());
        RemoteServices.describe(settings, places);
        places.put("camel.main.auto-startup", "false");
        Vertx vertx = Vertx.vertx();
        RedissonClient redisson = RedisClients.create("redis://127.0.0.1:1", 10);
        Main main = new Main(RolesTest.class);
        try (HikariDataSource pool = Database.pool(new EmbeddedDatabase("jdbc:postgresql://127.0.0.1:1/none", "none", "none"))) {
            Beans.bind(main, settings, places, pool, redisson, vertx);
            main.start();
            return main.getCamelContext().getRoutes().stream().filter(route -> !route.getEndpoint().getEndpointUri().startsWith("direct:"))
                    .map(Route::getId).sorted().toList();
        } finally {
            main.stop();
            redisson.shutdown();
            vertx.close();
        }
    }
}
