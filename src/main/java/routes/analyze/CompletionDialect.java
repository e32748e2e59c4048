package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import routes.config.Json;

/** llama.cpp's {@code /completion} with the ChatML template written here. It takes no pictures. */
final class CompletionDialect implements LlmDialect {

    private static final double TEMPERATURE = 0.7;
    private static final double TOP_P = 0.95;

    @Override
    public ObjectNode request(Prompt prompt, int maxTokens) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("prompt", turn("system", prompt.system()) + turn("user", prompt.user()) + "<|im_start|>assistant\n")
                .put("temperature", TEMPERATURE).put("top_p", TOP_P)
                .put("n_predict", maxTokens).put("max_tokens", maxTokens);
        request.putArray("stop").add("<|im_end|>").add("<|im_start|>");
        return request;
    }

    private static String turn(String role, String text) {
        return "<|im_start|>" + role + "\n" + text + "<|im_end|>\n";
    }

    @Override
    public Optional<LlmAnswer> answer(JsonNode body) {
        JsonNode content = body.path("content");
        if (!content.isTextual()) {
            return Optional.empty();
        }
        boolean cut = body.path("stopped_limit").asBoolean(false) || "limit".equals(body.path("stop_type").asText())
                || body.path("truncated").asBoolean(false);
        return Optional.of(new LlmAnswer(content.textValue(), cut ? "length" : "stop",
                body.path("tokens_evaluated").asInt(), body.path("tokens_predicted").asInt()));
    }
}
