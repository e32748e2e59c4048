package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How one kind of LLM server is asked and how it answers. */
interface LlmDialect {

    ObjectNode request(Prompt prompt, int maxTokens);

    /** The model's text, which may be blank; empty when the body is not an answer of this dialect. */
    Optional<LlmAnswer> answer(JsonNode body);
}
