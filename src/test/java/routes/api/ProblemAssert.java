package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import routes.config.Json;

/** The one error shape. */
final class ProblemAssert {

    private ProblemAssert() {
    }

    /** @return the problem */
    static JsonNode assertProblem(HttpResponse<byte[]> answer, int status, String code) throws Exception {
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("error_code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Request-ID")).contains(problem.path("request_id").asText());
        assertThat(answer.headers().map()).doesNotContainKeys("Set-Cookie", "set-cookie");
        assertThat(problem.toString()).doesNotContain(System.getProperty("java.io.tmpdir")).doesNotContain("Exception");
        return problem;
    }
}
