package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageGuardTest {

    private static final SQLException AWAY =
            new SQLTransientConnectionException("no connection", "08001", new SQLException("refused", "08001"));
    private static final SQLException ALL_IN_USE = new SQLTransientConnectionException("no connection");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Breakers breakers = new Breakers(meters);
    private final CircuitBreaker breaker = Breakers.create(breakers, "postgresql", 3, 60_000);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile SQLException fault;
    private final DataSource pool = pool();
    private final StorageGuard guard = new StorageGuard(breaker, () -> GuardedDataSource.ask(pool));
    private final DataSource guarded = new GuardedDataSource(pool, guard);

    @AfterEach
    void close() {
        guard.close();
    }

    private DataSource pool() {
        Connection connection = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("isValid") ? true : null);
        return (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
            asked.incrementAndGet();
            if (fault != null) {
                throw fault;
            }
            return connection;
        });
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(guarded::getConnection).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void nobody_asks_a_dead_database_but_the_probe_and_its_first_answers_close_the_guard() {
        fault = AWAY;
        fail(3);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        assertThatThrownBy(guarded::getConnection).isInstanceOf(SQLTransientConnectionException.class).hasMessageContaining("not asked")
                .satisfies(e -> assertThat(Failures.isOutage(e)).isTrue());
        assertThat(asked).as("calls that left").hasValue(3);
        assertThat(new OutagePolicy(breakers, "detector").ready()).as("queues pause").isFalse();

        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(asked).as("asked again").hasValueGreaterThan(4));
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        fault = null;
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> breaker.getState() == State.CLOSED);
        assertThat(new OutagePolicy(breakers, "detector").ready()).isTrue();
        assertThat(breakers.drainChanges()).extracting(ServiceStatus::status).containsExactly("unhealthy", "degraded", "healthy");
        assertThat(meters.counter("hsi.circuit.breaker.trips", "service", "postgresql").count()).isEqualTo(1);
    }

    @Test
    void a_failed_trial_opens_it_again() {
        fault = AWAY;
        fail(3);
        breaker.transitionToHalfOpenState();
        assertThatThrownBy(guarded::getConnection).as("work makes no trial").hasMessageContaining("not asked");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> breaker.getState() == State.OPEN);
        fault = null;
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> breaker.getState() == State.CLOSED);
    }

    @Test
    void only_consecutive_failures_of_the_server_count() throws Exception {
        fault = AWAY;
        fail(2);
        fault = null;
        guarded.getConnection();
        fault = AWAY;
        fail(2);
        fault = ALL_IN_USE;
        fail(5);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void is_seen_and_reset_by_jmx() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addService(guard);
            context.start();
            MBeanServer beans = context.getManagementStrategy().getManagementAgent().getMBeanServer();
            Set<ObjectName> names = beans.queryNames(new ObjectName("org.apache.camel:context=" + context.getManagementName()
                    + ",type=services,name=StorageGuard*"), null);
            assertThat(names).hasSize(1);
            ObjectName name = List.copyOf(names).get(0);
            breaker.transitionToOpenState();
            assertThat(beans.getAttribute(name, "Name")).isEqualTo("postgresql");
            assertThat(beans.getAttribute(name, "CircuitState")).isEqualTo("OPEN");
            beans.invoke(name, "reset", null, null);
            assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        }
    }
}
