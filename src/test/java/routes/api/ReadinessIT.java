package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.testing.TestClock;
import routes.remote.Breakers;

class ReadinessIT {

    private final TestClock now = new TestClock(Instant.EPOCH);

    @Test
    void is_ready_only_while_database_redis_and_workers_are(@TempDir Path folder) throws Exception {
        try (ApiServer server = new ApiServer(folder, now)) {
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            assertThat(server.json("/ready").path("checks").path("redis").asText()).isEqualTo("ok");

            server.context().getRouteController().stopRoute("detect");
            assertThat(server.get("/ready").statusCode()).as("asked at most once a second").isEqualTo(200);
            now.advance(Duration.ofSeconds(1));
            JsonNode noWorker = server.json("/ready");
            assertThat(noWorker.path("status").asText()).isEqualTo("not_ready");
            assertThat(noWorker.path("checks").path("workers").asText()).isEqualTo("not started: detect");

            server.context().getRouteController().startRoute("detect");
            now.advance(Duration.ofSeconds(1));
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            server.stopRedis();
            now.advance(Duration.ofSeconds(1));
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.json("/ready").path("checks").path("redis").asText()).startsWith("unavailable");
            assertThat(server.json("/health").path("status").asText()).as("alive, and says what is missing").isEqualTo("unhealthy");
            assertThat(server.json("/health").path("checks").path("redis").asText()).startsWith("unavailable");
            server.readiness().stopping();
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void says_that_the_database_is_down_instead_of_failing(@TempDir Path folder) throws Exception {
        try (ApiServer server = new ApiServer(folder, now)) {
            assertThat(server.json("/api/events").path("items")).isEmpty();
            Breakers.create(server.bean("breakers", Breakers.class), "postgresql", 10, 60_000).transitionToOpenState();
            server.stopDatabase();

            assertThat(server.get("/api/events").statusCode()).isEqualTo(503);
            JsonNode problem = server.json("/api/events");
            assertThat(problem.path("error_code").asText()).isEqualTo("DATABASE_UNAVAILABLE");
            assertThat(problem.path("service").asText()).isEqualTo("postgresql");
            assertThat(problem.path("circuit_state").asText()).isEqualTo("open");
            assertThat(server.get("/api/events").headers().firstValue("Retry-After")).contains("5");
            assertThat(server.json("/ready").path("checks").path("database").asText()).isNotEqualTo("ok");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
    }
}
