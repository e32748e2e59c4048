package routes.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.testing.RecordedService.Mode;

class RecordedServiceTest {

    private static final String KEY = "sk-very-secret";

    @TempDir
    Path folder;
    private final MockWebServer real = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        real.start();
    }

    @AfterEach
    void stop() {
        real.close();
    }

    private URI realUrl() {
        return URI.create(real.url("/").toString());
    }

    private static HttpResponse<String> post(String url, String json) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + KEY).POST(HttpRequest.BodyPublishers.ofString(json)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void what_was_recorded_is_answered_again_without_the_service_and_without_its_secrets() throws Exception {
        Path recording = folder.resolve("deeper/llm.json");
        real.enqueue(new MockResponse.Builder().code(200).setHeader("Content-Type", "application/json").setHeader("Set-Cookie", KEY).body("{\"answer\":1}").build());
        real.enqueue(new MockResponse.Builder().code(429).setHeader("Retry-After", "3").setHeader("X-Account", "me@example.org").body("slow down").build());
        try (RecordedService recorder = new RecordedService(Mode.RECORD, recording, realUrl(), List.of(KEY))) {
            assertThat(post(recorder.url() + "/v1/chat", "{\"image\":\"data:image/jpeg;base64,AAAA\",\"text\":\"hello\"}").body()).isEqualTo("{\"answer\":1}");
            assertThat(post(recorder.url() + "/v1/chat", "{}").statusCode()).isEqualTo(429);
        }
        assertThat(real.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(Files.readString(recording)).doesNotContain(KEY, "Bearer", "Cookie", "example.org", "AAAA", "127.0.0.1").contains("hello");
        real.close();

        try (RecordedService replay = new RecordedService(Mode.REPLAY, recording, null, List.of())) {
            HttpResponse<String> first = post(replay.url() + "/v1/chat", "{}");
            assertThat(first.body()).isEqualTo("{\"answer\":1}");
            assertThat(first.headers().firstValue("Content-Type")).contains("application/json");
            HttpResponse<String> second = post(replay.url() + "/v1/chat", "{}");
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("Retry-After")).contains("3");
            assertThat(post(replay.url() + "/v1/chat", "{}").body()).contains("not recorded: POST /v1/chat");
        }
    }

    @Test
    void a_recording_that_would_hold_a_secret_is_not_written() throws Exception {
        Path recording = folder.resolve("llm.json");
        real.enqueue(new MockResponse.Builder().code(401).body("wrong key " + KEY).build());
        RecordedService recorder = new RecordedService(Mode.RECORD, recording, realUrl(), List.of(KEY));
        post(recorder.url() + "/v1/chat", "{}");
        assertThatThrownBy(recorder::close).hasMessageContaining("secret");
        assertThat(recording).doesNotExist();
    }

    @Test
    void live_is_the_service_itself() throws Exception {
        try (RecordedService live = new RecordedService(Mode.LIVE, folder.resolve("no.json"), realUrl(), List.of())) {
            assertThat(live.url() + "/").isEqualTo(realUrl().toString());
        }
        assertThatThrownBy(() -> new RecordedService(Mode.LIVE, folder.resolve("no.json"), null, List.of())).hasMessageContaining("not set");
    }
}
