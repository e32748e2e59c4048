package routes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.api.ProblemAssert.assertProblem;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = House.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answers_unknown_things_in_the_one_error_shape() throws Exception {
        assertProblem(server.get("/api/events/999999"), 404, "EVENT_NOT_FOUND");
        assertProblem(server.get("/api/events/999999/detections"), 404, "EVENT_NOT_FOUND");
        assertProblem(server.get("/api/detections/999999"), 404, "DETECTION_NOT_FOUND");
        assertProblem(server.get("/api/detections/999999/thumbnail"), 404, "DETECTION_NOT_FOUND");
        assertProblem(server.get("/api/cameras/nobody"), 404, "CAMERA_NOT_FOUND");
        assertProblem(server.get("/api/nothing?Set-Cookie=x&CamelFileName=y"), 404, "NOT_FOUND");
        assertProblem(server.send("POST", "/api/events"), 405, "METHOD_NOT_ALLOWED");
        assertThat(server.send("POST", "/api/events").headers().firstValue("Allow")).contains("GET");
        assertProblem(server.get("/web/nothing.js"), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events?limit=0", "/api/events?limit=1001", "/api/events?limit=abc", "/api/events?limit=5&limit=6",
            "/api/events?limit=99999999999999999999", "/api/events?cursor=AAAA", "/api/events?cursor=%27", "/api/events?cursor=LTk5OTk5OTk5OTk5OTk5OTk5LjE",
            "/api/events?camera_id=%00", "/api/events?camera_id=a%27%20or%201=1", "/api/events?object_type=a%00b", "/api/events?risk_level=huge",
            "/api/events?start_date=yesterday", "/api/events?end_date=%2B999999999-01-01T00:00:00Z", "/api/events?reviewed=perhaps",
            "/api/events/abc", "/api/events/0", "/api/events/99999999999999999999", "/api/events/%2e%2e%2f1", "/api/detections?min_confidence=2",
            "/api/detections?min_confidence=NaN", "/api/cameras?cursor=w7w", "/api/cameras/%C3%BC"})
    void refuses_what_breaks_the_contract(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);

        assertThat(answer.statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/events?%zz=1", "GET /api/events?limit=%", "GET /api/../../etc/passwd", "GET /web/..%2f..%2fversion.txt",
            "GET /web/%2e%2e%2fversion.txt", "GET /web/x%00.js", "GET /api/events/%ff", "GET /api/events/1%00"})
    void survives_malformed_addresses(String requestLine) throws Exception {
        assertThat(server.statusLine(requestLine)).matches("HTTP/1.1 (400|404) .*");
    }

    @Test
    void gives_up_a_statement_that_takes_too_long(@TempDir Path other) throws Exception {
        try (ApiServer slow = new ApiServer(other, Clock.systemUTC(), "API_QUERY_TIMEOUT_SECONDS", "1"); Connection locked = slow.connection();
                Statement statement = locked.createStatement()) {
            assertThat(slow.get("/api/cameras").statusCode()).isEqualTo(200);
            locked.setAutoCommit(false);
            statement.execute("lock table cameras in access exclusive mode");
            HttpResponse<byte[]> answer = slow.get("/api/cameras");
            locked.rollback();

            assertProblem(answer, 503, "QUERY_TIMEOUT");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(slow.get("/api/cameras").statusCode()).isEqualTo(200);
            DataSource pool = slow.bean("dataSource", DataSource.class);
            try (Connection ofTheApi = slow.bean("apiConnections", ApiConnections.class).getConnection(pool)) {
                assertThat(ofTheApi.getNetworkTimeout()).as("a frozen database is not waited for much longer").isEqualTo(6_000);
            }
            try (Connection ofOthers = pool.getConnection()) {
                assertThat(ofOthers.getNetworkTimeout()).isZero();
            }
        }
    }

    @Test
    void says_which_parameters_are_wrong() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/events?limit=0&risk_level=huge");
        JsonNode problem = assertProblem(answer, 400, "VALIDATION_ERROR");

        assertThat(problem.path("errors").findValuesAsText("field")).containsExactlyInAnyOrder("limit", "risk_level");
    }

    @Test
    void lets_no_parameter_become_a_header_of_the_answer() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/events?limit=1&X-Evil=1&CamelHttpResponseCode=500&CamelJdbcParameters=1", "X-Other", "1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).isSubsetOf("cache-control", "content-type", "transfer-encoding", "content-length",
                "content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options", "x-request-id");
    }
}
