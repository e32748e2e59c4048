package routes.analyze;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Clock;
import routes.config.Json;
import routes.remote.AnswerJson;
import routes.remote.RemoteServiceException;
import routes.remote.RetryAfter;

/**
 * Writes requests to and reads answers of the LLM server; the analyze route does the HTTP call between the two.
 * Stateless and thread-safe.
 */
public final class LlmProtocol {

    /** An answer with 1,536 tokens has under 10,000 characters; a thinking model may take fifty times that. */
    private static final int MAX_BODY_CHARS = 4 * 1024 * 1024;

    private final LlmDialect dialect;
    private final ModelUsage usage;
    private final RetryAfter retryAfter;

    /**
     * @param api     {@code NEMOTRON_API}: {@code chat} or {@code completion}
     * @param model   {@code NEMOTRON_MODEL}, sent with chat requests
     * @param prompts where {@code risk_assessment.schema.json} is looked for
     * @param usage   counts the tokens of every answer, also of one that is of no use
     * @throws IllegalArgumentException when the api is unknown or the schema is not JSON
     */
    public LlmProtocol(String api, String model, PromptFiles prompts, ModelUsage usage, Clock clock) {
        this.usage = usage;
        this.retryAfter = new RetryAfter(clock);
        this.dialect = switch (api) {
            case "chat" -> new ChatDialect(model, schema(prompts));
            case "completion" -> new CompletionDialect();
            default -> throw new IllegalArgumentException("NEMOTRON_API must be chat or completion, not '" + api + "'");
        };
    }

    /**
     * The JSON body of the request.
     *
     * @param maxTokens longest answer, {@code NEMOTRON_MAX_OUTPUT_TOKENS}
     */
    public String request(Prompt prompt, int maxTokens) {
        return dialect.request(prompt, maxTokens).toString();
    }

    /**
     * Reads the answer of the server, whatever its status.
     *
     * @param later the header {@code Retry-After}; null = not said
     * @throws ContextOverflowException when the prompt did not fit
     * @throws AnswerCutException       when the budget was spent before the first word of the answer
     * @throws RemoteServiceException   for every other failure, also for an error reported with status 200
     */
    public LlmAnswer read(int httpStatus, String later, String body) throws RemoteServiceException {
        JsonNode json = parse(body);
        if (httpStatus >= 300 || json.hasNonNull("error")) {
            throw LlmErrors.from(httpStatus, retryAfter.read(later), json);
        }
        LlmAnswer answer = dialect.answer(json).orElseThrow(() -> unreadable(httpStatus, body));
        usage.answered(answer);
        if (answer.content().isBlank()) {
            throw answer.isCutByLength()
                    ? new AnswerCutException("nemotron: the budget was spent before the answer began", body)
                    : new UnusableAnswerException(httpStatus,
                            "nemotron: the answer is empty, finish_reason " + OutsideText.quote(answer.finishReason(), 40), body);
        }
        return answer;
    }

    private static JsonNode parse(String body) {
        if (body == null || body.length() > MAX_BODY_CHARS) {
            return MissingNode.getInstance();
        }
        try {
            return AnswerJson.read(body);
        } catch (JsonProcessingException e) {
            // HTML of a proxy, a cut body: the status alone decides, and for a 2xx it is a parse error
            return MissingNode.getInstance();
        }
    }

    private static RemoteServiceException unreadable(int httpStatus, String body) {
        String what = body == null || body.isBlank() ? "an empty body"
                : body.length() > MAX_BODY_CHARS ? "a body of " + body.length() + " characters" : OutsideText.quote(body, 200);
        return new UnusableAnswerException(httpStatus, "nemotron: not an answer of this API: " + what, body);
    }

    private static JsonNode schema(PromptFiles prompts) {
        try {
            return Json.mapper().readTree(prompts.read("risk_assessment.schema.json"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("risk_assessment.schema.json is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
