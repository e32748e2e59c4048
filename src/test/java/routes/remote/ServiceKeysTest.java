package routes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import routes.config.Settings;

class ServiceKeysTest {

    private static ServiceKeys keys(Map<String, String> settings) {
        return new ServiceKeys(Settings.load(settings, Optional.empty()));
    }

    private static String blotted(ServiceKeys keys, String service, String answer) {
        return new String(keys.blotOut(service, answer.getBytes(UTF_8)), UTF_8);
    }

    @Test
    void a_key_goes_to_its_service_and_to_no_other() {
        ServiceKeys keys = keys(Map.of("YOLO26_API_KEY", "detector-key", "NEMOTRON_API_KEY", "model-key"));
        assertThat(keys.headers("detector")).isEqualTo(Map.of("X-API-Key", "detector-key"));
        assertThat(keys.headers("nemotron")).isEqualTo(Map.of("X-API-Key", "model-key", "Authorization", "Bearer model-key"));
        for (String service : new String[] {"florence", "clip", "enrichment"}) {
            assertThat(keys.headers(service)).isEmpty();
        }
    }

    @Test
    void user_and_password_of_a_url_become_a_header() {
        ServiceKeys keys = keys(Map.of("CLIP_URL", "https://cam:s%C3%BC%3Ass%40@clip.example", "NEMOTRON_URL", "http://me:pass@llm", "NEMOTRON_API_KEY", "model-key"));
        assertThat(keys.headers("clip")).isEqualTo(Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString("cam:sü:ss@".getBytes(UTF_8))));
        assertThat(keys.headers("nemotron")).isEqualTo(Map.of("X-API-Key", "model-key", "Authorization", "Basic bWU6cGFzcw=="));
        assertThat(ServiceKeys.withoutCredentials(URI.create("https://cam:s%C3%BC@clip.example/x"))).isEqualTo("https://clip.example/x");
        assertThat(ServiceKeys.withoutCredentials(URI.create("http://clip.example:8093"))).isEqualTo("http://clip.example:8093");
    }

    @Test
    void what_a_service_repeats_of_them_is_blotted_out() {
        ServiceKeys keys = keys(Map.of("NEMOTRON_API_KEY", "sk-a/b-1234", "YOLO26_URL", "http://cam:hunter2hunter2@gpu"));
        assertThat(blotted(keys, "nemotron", "{\"error\":\"Incorrect API key sk-a/b-1234, sk-a\\/b-1234\"}")).isEqualTo("{\"error\":\"Incorrect API key ***, ***\"}");
        assertThat(blotted(keys, "detector", "no hunter2hunter2, no " + Base64.getEncoder().encodeToString("cam:hunter2hunter2".getBytes(UTF_8))))
                .isEqualTo("no ***, no ***");
        assertThat(blotted(keys, "clip", "hunter2hunter2")).as("not the password of this service").isEqualTo("hunter2hunter2");
    }

    @Test
    void a_key_that_is_short_enough_to_be_found_by_chance_does_not_damage_answers() {
        assertThat(blotted(keys(Map.of("YOLO26_API_KEY", "12345")), "detector", "{\"confidence\":0.12345}")).isEqualTo("{\"confidence\":0.12345}");
    }
}
