package routes.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultSupervisingRouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.testing.TestServers;

/** Two instances in one JVM compete on a real PostgreSQL. */
class LeaderPolicyIT {

    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    private HikariDataSource database;
    private Instance first;
    private Instance second;

    private static final class Instance implements Mandate {

        final List<String> happened = new CopyOnWriteArrayList<>();
        final DefaultCamelContext context = new DefaultCamelContext();
        final LeaderPolicy policy;
        volatile boolean valid = true;
        volatile boolean storageIsAway;

        Instance(HikariDataSource database) throws Exception {
            policy = new LeaderPolicy(database, "test", this);
            context.getRegistry().bind("leader", policy);
            context.setRouteController(new DefaultSupervisingRouteController());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("timer:late?period=10").routeId("consumer").startupOrder(2).routePolicyRef("leader").to("direct:led");
                    from("direct:led").routeId("led").startupOrder(1).routePolicyRef("leader").to("log:led?level=DEBUG");
                    from("direct:free").routeId("free").to("log:free");
                }
            });
            context.start();
        }

        @Override
        public void begin() {
            if (storageIsAway) {
                throw new IllegalStateException("Redis is away");
            }
            happened.add("begin with " + status("consumer"));
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public void end() {
            happened.add("end");
        }

        ServiceStatus status(String route) {
            return context.getRouteController().getRouteStatus(route);
        }

        boolean runs() {
            return status("led") == ServiceStatus.Started && status("consumer") == ServiceStatus.Started;
        }

        boolean isStopped() {
            return status("led") == ServiceStatus.Stopped && status("consumer") == ServiceStatus.Stopped;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        database = TestServers.newDatabase();
    }

    @AfterEach
    void stop() {
        for (Instance instance : new Instance[] {first, second}) {
            if (instance != null) {
                instance.context.stop();
            }
        }
        database.close();
    }

    private void startBoth() throws Exception {
        first = new Instance(database);
        await().until(first::runs);
        second = new Instance(database);
    }

    private void cutConnectionOfLeader() throws Exception {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"
                    + " and database = (select oid from pg_database where datname = current_database())");
        }
    }

    @Test
    void the_routes_run_in_one_instance_and_are_stopped_in_the_other() throws Exception {
        startBoth();

        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> first.runs() && second.isStopped());
        assertThat(first.policy.isLeader()).isTrue();
        assertThat(second.policy.isLeader()).isFalse();
        assertThat(second.status("free")).isEqualTo(ServiceStatus.Started);
        assertThat(first.happened).as("taken over before a route runs").containsExactly("begin with Stopped");
        assertThat(second.happened).isEmpty();
    }

    @Test
    void the_other_takes_over_when_the_leader_stops() throws Exception {
        startBoth();
        first.context.stop();

        await().atMost(TAKEOVER).until(second::runs);
        assertThat(first.happened).endsWith("end");
    }

    @Test
    void a_leader_whose_connection_is_lost_stops_its_routes_and_one_of_both_leads_again() throws Exception {
        startBoth();
        cutConnectionOfLeader();

        await().atMost(TAKEOVER).untilAsserted(() -> assertThat(first.happened).contains("end"));
        await().atMost(TAKEOVER).until(() -> first.runs() && second.isStopped() || first.isStopped() && second.runs());
        assertThat(first.policy.isLeader()).isNotEqualTo(second.policy.isLeader());
    }

    @Test
    void a_leader_whose_mandate_is_taken_by_another_begins_anew() throws Exception {
        first = new Instance(database);
        await().until(first::runs);
        first.valid = false;
        await().atMost(TAKEOVER).until(() -> first.happened.contains("end"));
        first.valid = true;

        await().atMost(TAKEOVER).untilAsserted(() ->
                assertThat(first.happened).startsWith("begin with Stopped", "end", "end", "begin with Stopped"));
        await().atMost(TAKEOVER).until(first::runs);
    }

    @Test
    void who_cannot_take_over_yet_tries_until_it_can() throws Exception {
        startBoth();
        second.storageIsAway = true;
        first.context.stop();
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(second::isStopped);
        second.storageIsAway = false;

        await().atMost(TAKEOVER).until(second::runs);
    }

    @Test
    void jmx_and_health_say_who_leads() throws Exception {
        startBoth();

        MBeanServer beans = first.context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName name = beans.queryNames(new ObjectName("org.apache.camel:context=" + first.context.getManagementName()
                + ",type=services,name=LeaderPolicy*"), null).iterator().next();
        assertThat(beans.getAttribute(name, "Leader")).isEqualTo(true);
        assertThat(beans.getAttribute(name, "Name")).isEqualTo("test");
        assertThat(new LeaderHealthCheck(second.policy).call().getDetails()).containsEntry("state", "standby");
    }
}
