package routes.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Json;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;
import routes.remote.ServiceMisconfiguredException;

class LlmProtocolTest {

    private static final Prompt PROMPT = new Prompt("be \"fair\"", "what now?", List.of(), List.of(), 5);

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-09T12:00:00Z"), ZoneOffset.UTC);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LlmProtocol chat = new LlmProtocol("chat", "nemotron", new PromptFiles(""), new ModelUsage(meters), CLOCK);
    private final LlmProtocol completion = new LlmProtocol("completion", "", new PromptFiles(null), new ModelUsage(meters), CLOCK);

    @Test
    void chat_request_has_the_shape_of_openai() throws Exception {
        JsonNode request = Json.mapper().readTree(chat.request(PROMPT, 1536));
        JsonNode schema = request.path("response_format").path("json_schema").path("schema");
        assertThat(request.toString()).startsWith("{\"model\":\"nemotron\",\"temperature\":0.1,\"max_tokens\":1536,\"messages\":"
                + "[{\"role\":\"system\",\"content\":\"be \\\"fair\\\"\"},{\"role\":\"user\",\"content\":\"what now?\"}],"
                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"risk_assessment\",\"strict\":true,\"schema\":{");
        assertThat(schema.path("required").toString()).startsWith("[\"risk_score\",\"risk_level\",\"summary\",\"reasoning\",");
        assertThat(schema.path("properties").size()).isEqualTo(9);
    }

    /** Strict mode refuses the request (400) when a property may be absent or an object is open; unknown keywords depend on the provider. */
    @Test
    void the_schema_is_one_that_strict_mode_takes() throws Exception {
        JsonNode schema = Json.mapper().readTree(chat.request(PROMPT, 10)).at("/response_format/json_schema/schema");
        List<JsonNode> objects = new ArrayList<>();
        everyNode(schema, node -> {
            if (node.has("properties")) {
                objects.add(node);
            }
            assertThat(node.fieldNames()).toIterable().as(node.toString()).doesNotContain("minimum", "maximum", "default", "oneOf", "allOf", "$schema");
        });
        assertThat(objects).hasSize(5).allSatisfy(object -> {
            assertThat(object.path("type").asText()).isEqualTo("object");
            assertThat(object.path("additionalProperties").isBoolean() && !object.path("additionalProperties").booleanValue()).isTrue();
            assertThat(object.path("required")).extracting(JsonNode::asText)
                    .containsExactlyInAnyOrderElementsOf(() -> object.path("properties").fieldNames());
        });
    }

    private static void everyNode(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> everyNode(child, visitor));
    }

    @ParameterizedTest
    @CsvSource({"http://gpu:8080,http://gpu:8080/v1/chat/completions,http://gpu:8080/completion,http://gpu:8080",
        "http://gpu:11434/v1,http://gpu:11434/v1/chat/completions,http://gpu:11434/completion,http://gpu:11434",
        "https://api.example/openai/v1,https://api.example/openai/v1/chat/completions,https://api.example/openai/completion,https://api.example/openai",
        "https://api.example/v1beta/openai/chat/completions,https://api.example/v1beta/openai/chat/completions,https://api.example/v1beta/openai/completion,https://api.example/v1beta/openai"})
    void the_url_may_be_written_as_other_clients_want_it(String url, String chatEndpoint, String completionEndpoint, String root) {
        assertThat(LlmEndpoint.of(url, "chat")).isEqualTo(chatEndpoint);
        assertThat(LlmEndpoint.of(url, "completion")).isEqualTo(completionEndpoint);
        assertThat(LlmEndpoint.of(completionEndpoint, "completion")).isEqualTo(completionEndpoint);
        assertThat(LlmEndpoint.root(url)).isEqualTo(root);
    }

    @Test
    void pictures_go_along_as_data_urls() throws Exception {
        JsonNode request = Json.mapper().readTree(chat.request(PROMPT.withImages(List.of(new byte[] {1, 2}, new byte[] {3})), 10));
        assertThat(request.path("messages").path(1).path("content").toString()).isEqualTo(
                "[{\"type\":\"text\",\"text\":\"what now?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/jpeg;base64,AQI=\"}},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/jpeg;base64,Aw==\"}}]");
        assertThatThrownBy(() -> PROMPT.withImages(List.of(new byte[1], new byte[1], new byte[1], new byte[1], new byte[1])))
                .hasMessageContaining("at most 4");
    }

    @Test
    void completion_request_is_chatml_for_llama_cpp() {
        assertThat(completion.request(PROMPT, 100)).isEqualTo("{\"prompt\":\"<|im_start|>system\\nbe \\\"fair\\\"<|im_end|>\\n<|im_start|>user\\nwhat now?<|im_end|>\\n"
                + "<|im_start|>assistant\\n\",\"temperature\":0.7,\"top_p\":0.95,\"n_predict\":100,\"max_tokens\":100,\"stop\":[\"<|im_end|>\",\"<|im_start|>\"]}");
    }

    @Test
    void reads_text_reason_and_token_counts() throws Exception {
        assertThat(chat.read(200, null, "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\" {} \"}}],"
                + "\"created\":1,\"object\":\"chat.completion\",\"usage\":{\"completion_tokens\":59,\"prompt_tokens\":418,\"total_tokens\":477},\"error\":null}"))
                .isEqualTo(new LlmAnswer(" {} ", "stop", 418, 59));
        assertThat(chat.read(200, null, "{\"choices\":[{\"message\":{\"content\":\"\",\"reasoning_content\":\"r\"}}]}"))
                .isEqualTo(new LlmAnswer("r", null, 0, 0));
        assertThat(chat.read(200, null, "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\"}]}}]}"))
                .isEqualTo(new LlmAnswer("ab", "length", 0, 0));
        assertThat(completion.read(200, null, "{\"content\":\"x\",\"stop\":true,\"stopped_limit\":true,\"tokens_predicted\":3,\"tokens_evaluated\":4}"))
                .isEqualTo(new LlmAnswer("x", "length", 4, 3));
        assertThat(completion.read(200, null, "{\"content\":\"x\",\"stop_type\":\"eos\"}").isCutByLength()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "500~{\"error\":{\"code\":500,\"message\":\"the request exceeds the available context size, try increasing it\",\"type\":\"server_error\"}}~0",
        "400~{\"error\":{\"code\":400,\"message\":\"request (900 tokens) exceeds\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":900,\"n_ctx\":512}}~512",
        "400~{\"error\":{\"message\":\"This model's maximum context length is 4096 tokens. However, you requested 5000\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}~4096",
        "400~{\"object\":\"error\",\"message\":\"x\",\"error\":{\"message\":\"Maximum context length is 8192 tokens\",\"code\":400}}~8192",
        "200~{\"error\":{\"code\":500,\"message\":\"Context size exceeded\",\"type\":\"server_error\"}}~0",
        "400~{\"object\":\"error\",\"message\":\"This model's maximum context length is 2048 tokens.\",\"type\":\"BadRequestError\",\"code\":400}~2048",
        "413~{\"error\":\"prompt is too long\"}~0"
    })
    void context_overflow_is_told_apart(int status, String body, int context) {
        assertThatThrownBy(() -> chat.read(status, null, body)).isInstanceOfSatisfying(ContextOverflowException.class,
                e -> assertThat(e.contextTokens().orElse(0)).isEqualTo(context));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "429~{\"error\":{\"message\":\"slow down\"}}~RATE_LIMITED",
        "503~{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}~SERVICE_UNAVAILABLE",
        "500~{\"error\":{\"code\":500,\"message\":\"'messages' is required\",\"type\":\"server_error\"}}~SERVER_ERROR",
        "502~<html><h1>Bad Gateway</h1></html>~SERVER_ERROR",
        "401~{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\",\"code\":401}}~CLIENT_ERROR",
        "404~{\"error\":{\"code\":404,\"message\":\"File Not Found\",\"type\":\"not_found_error\"}}~CLIENT_ERROR",
        "422~{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]}~CLIENT_ERROR",
        "302~''~CLIENT_ERROR",
        "408~{}~TIMEOUT",
        "504~<html>Gateway Timeout</html>~TIMEOUT",
        "200~{\"error\":{\"code\":503,\"message\":\"Loading model\"}}~SERVICE_UNAVAILABLE",
        "200~{\"error\":{\"code\":\"429\",\"message\":\"x\"}}~RATE_LIMITED",
        "200~{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}~RATE_LIMITED",
        "200~{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"x\"}}~CLIENT_ERROR",
        "200~{\"error\":\"model crashed\"}~SERVER_ERROR",
        "200~<html>login</html>~PARSE_ERROR",
        "200~''~PARSE_ERROR",
        "200~{\"choices\":[{\"mess~PARSE_ERROR",
        "200~{\"choices\":[]}~PARSE_ERROR",
        "200~{\"choices\":null}~PARSE_ERROR",
        "200~[]~PARSE_ERROR",
        "200~\"ok\"~PARSE_ERROR",
        "200~null~PARSE_ERROR",
        "200~{\"choices\":[{\"message\":\"hi\"}]}~PARSE_ERROR",
        "200~{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":null,\"refusal\":\"no\"}}]}~PARSE_ERROR"
    })
    void every_bad_answer_has_its_category(int status, String body, ErrorCategory category) {
        assertThatThrownBy(() -> chat.read(status, "7", body)).isInstanceOf(RemoteServiceException.class)
                .isNotInstanceOfAny(AnswerCutException.class, ContextOverflowException.class)
                .hasMessageStartingWith("nemotron: ")
                .satisfies(e -> assertThat(((RemoteServiceException) e).category()).isEqualTo(category))
                .satisfies(e -> assertThat(((RemoteServiceException) e).httpStatus()).isEqualTo(status));
    }

    @Test
    void tokens_count_also_when_the_budget_was_spent_before_the_answer_began() {
        assertThatThrownBy(() -> chat.read(200, null, "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"\"}}],"
                + "\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":1536}}")).isInstanceOf(AnswerCutException.class);
        assertThat(meters.counter("hsi.nemotron.tokens.input").count()).isEqualTo(700);
        assertThat(meters.counter("hsi.nemotron.tokens.output").count()).isEqualTo(1536);
    }

    @Test
    void a_wrong_key_or_model_is_told_apart_from_a_wrong_question() {
        for (int status : new int[] {302, 401, 402, 403, 404, 405}) {
            assertThatThrownBy(() -> chat.read(status, null, "{}")).isInstanceOf(ServiceMisconfiguredException.class);
        }
        for (int status : new int[] {400, 413, 422}) {
            assertThatThrownBy(() -> chat.read(status, null, "{}")).isNotInstanceOf(ServiceMisconfiguredException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "500~{\"error\":{\"code\":500,\"message\":\"image input is not supported - hint: if this is unexpected, you may need to provide the mmproj\"}}",
        "400~{\"object\":\"error\",\"message\":\"Qwen3-8B is not a multimodal model None\",\"type\":\"BadRequestError\",\"code\":400}",
        "400~{\"error\":{\"message\":\"this model does not support image input\"}}"})
    void a_model_that_does_not_see_is_a_wrong_setting(int status, String body) {
        assertThatThrownBy(() -> chat.read(status, null, body)).isInstanceOf(ServiceMisconfiguredException.class);
    }

    @Test
    void budget_spent_on_thinking_is_a_cut_answer() {
        assertThatThrownBy(() -> chat.read(200, null, "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"\"}}]}"))
                .isInstanceOf(AnswerCutException.class);
    }

    @ParameterizedTest
    @CsvSource({"120,120", "' 5 ',5", "soon,", "-1,", "99999999999999999999,", "'Fri, 09 Jan 2026 12:02:00 GMT',120",
        "'Fri, 09 Jan 2026 11:00:00 GMT',0", ","})
    void retry_after_is_honoured_as_seconds_and_as_a_date(String header, Long seconds) {
        assertThatThrownBy(() -> chat.read(429, header, "{}")).isInstanceOfSatisfying(RemoteServiceException.class,
                e -> assertThat(e.retryAfter().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds));
    }

    @Test
    void huge_body_is_refused_and_not_repeated_in_the_message() {
        assertThatThrownBy(() -> chat.read(200, null, "x".repeat(5_000_000))).hasMessageContaining("5000000 characters");
        assertThatThrownBy(() -> chat.read(500, null, "{\"error\":{\"message\":\"" + "İ\\n\\u0000".repeat(300_000) + "\"}}"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n", "\u0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chat", "openai"})
    void unknown_api_is_refused_at_start(String api) {
        assertThatThrownBy(() -> new LlmProtocol(api, "m", new PromptFiles(""), new ModelUsage(meters), CLOCK)).hasMessageContaining("NEMOTRON_API");
    }
}
