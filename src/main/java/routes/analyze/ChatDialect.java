package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import routes.config.Json;

/** OpenAI-compatible chat completions: llama.cpp server, vLLM, Ollama, LM Studio, cloud providers. */
final class ChatDialect implements LlmDialect {

    private static final double TEMPERATURE = 0.1;

    private final String model;
    private final JsonNode schema;

    ChatDialect(String model, JsonNode schema) {
        this.model = model;
        this.schema = schema;
    }

    @Override
    public ObjectNode request(Prompt prompt, int maxTokens) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("model", model).put("temperature", TEMPERATURE).put("max_tokens", maxTokens);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", prompt.system());
        ObjectNode user = messages.addObject().put("role", "user");
        if (prompt.images().isEmpty()) {
            user.put("content", prompt.user());
        } else {
            addParts(user.putArray("content"), prompt);
        }
        ObjectNode format = request.putObject("response_format").put("type", "json_schema").putObject("json_schema");
        format.put("name", "risk_assessment").put("strict", true).set("schema", schema);
        return request;
    }

    private static void addParts(ArrayNode content, Prompt prompt) {
        content.addObject().put("type", "text").put("text", prompt.user());
        for (byte[] jpeg : prompt.images()) {
            content.addObject().put("type", "image_url").putObject("image_url")
                    .put("url", "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
        }
    }

    @Override
    public Optional<LlmAnswer> answer(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return Optional.empty();
        }
        String content = text(message.path("content"));
        String spoken = !content.isBlank() ? content : message.path("reasoning_content").asText("");
        JsonNode usage = body.path("usage");
        return Optional.of(new LlmAnswer(spoken, choice.path("finish_reason").asText(null),
                usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt()));
    }

    /** Some providers send the content as a list of parts. */
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        var joined = new StringBuilder();
        content.forEach(part -> joined.append(part.path("text").asText("")));
        return joined.toString();
    }
}
