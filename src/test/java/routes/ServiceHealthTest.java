package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.Settings;
import routes.remote.ServiceKeys;

class ServiceHealthTest {

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Optional<String> fault(String service, String path, Map<String, String> settings) {
        URI url = URI.create(server.url(path).toString().replace("http://", "http://cam:hunter2hunter2@").replaceAll("/$", ""));
        return ServiceHealth.fault(url, service, new ServiceKeys(Settings.load(settings, Optional.empty())), Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "detector;200;{\"status\":\"healthy\",\"model_loaded\":true};", "clip;200;{\"status\":\"degraded\",\"model_loaded\":false};",
        "nemotron;200;{\"status\":\"ok\"};", "nemotron;200;;", "nemotron;404;not found;", "florence;200;fine;",
        "detector;200;{\"status\":\"healthy\",\"model_loaded\":false};its model is not loaded", "clip;200;{\"status\":\"unhealthy\"};says that it is unhealthy",
        "nemotron;503;{\"error\":{\"message\":\"Loading model\"}};answers 503", "detector;401;{};key or password is wrong"})
    void says_what_keeps_a_service_from_being_used(String service, int status, String body, String fault) throws Exception {
        server.enqueue(new MockResponse.Builder().code(status).body(body == null ? "" : body).build());
        Optional<String> found = fault(service, "/v1", Map.of());
        if (fault == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(text -> assertThat(text).contains(fault, "/health").doesNotContain("hunter2", "cam:"));
        }
        assertThat(server.takeRequest().getTarget()).isEqualTo(service.equals("nemotron") ? "/health" : "/v1/health");
    }

    @Test
    void asks_with_the_key_and_follows_nobody_elsewhere() throws Exception {
        server.enqueue(new MockResponse.Builder().code(302).setHeader("Location", "/elsewhere").build());
        assertThat(fault("nemotron", "/", Map.of("NEMOTRON_URL", "https://llm.example", "NEMOTRON_API_KEY", "sk-1234567890"))).isEmpty();
        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer sk-1234567890");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void tells_of_a_service_that_is_not_there_without_its_password() throws Exception {
        int port = server.getPort();
        server.close();
        URI url = URI.create("http://cam:hunter2hunter2@127.0.0.1:" + port);
        assertThat(ServiceHealth.fault(url, "detector", new ServiceKeys(Settings.load(Map.of(), Optional.empty())), Duration.ofSeconds(5)))
                .hasValueSatisfying(text -> assertThat(text).contains("http://127.0.0.1:" + port + "/health does not answer").doesNotContain("hunter2"));
    }
}
