package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;
import routes.remote.ServiceMisconfiguredException;

/**
 * Maps error bodies of LLM servers, {@code {"error":{"code","type","message"}}} and its variations, to the categories.
 * The texts of a context overflow are those of llama.cpp (400 and, in forks, 500), vLLM, Ollama and OpenAI.
 */
final class LlmErrors {

    private static final List<String> OVERFLOW_CODES = List.of("exceed_context_size_error", "context_length_exceeded");
    private static final Pattern OVERFLOW_TEXT = Pattern.compile(
            "available context size|maximum context length|context (?:length|window|size) exceeded"
            + "|(?:exceeds?|exceeded|longer than) the (?:model'?s )?(?:maximum )?context|prompt is too long|input is too long",
            Pattern.CASE_INSENSITIVE);
    /** {@code NEMOTRON_VISION} is on and the model, or the server as it was started, takes no pictures. */
    private static final Pattern BLIND_TEXT = Pattern.compile(
            "image input is not supported|does not support (?:image|vision)|(?:image|vision|multimodal) (?:inputs? )?(?:is|are) not (?:supported|enabled)|not a multimodal model",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTEXT_SIZE = Pattern.compile("maximum context length (?:is|of) (\\d{2,8})", Pattern.CASE_INSENSITIVE);
    private static final int MAX_TEXT = 300;

    private LlmErrors() {
    }

    /**
     * @param httpStatus status of the answer; for 200 the code within the body decides
     * @param body       the answer; missing when it is not JSON
     */
    static RemoteServiceException from(int httpStatus, Duration retryAfter, JsonNode body) {
        JsonNode error = errorOf(body);
        String text = OutsideText.line(error.isTextual() ? error.textValue() : error.path("message").asText(""), MAX_TEXT);
        int context = error.path("n_ctx").asInt(contextSize(text));
        int status = httpStatus >= 300 ? httpStatus : error.path("code").asInt(0);
        String message = "nemotron: HTTP %d: %s".formatted(httpStatus, text.isEmpty() ? "no reason given" : text);
        if (isOverflow(error, text)) {
            return new ContextOverflowException(httpStatus, context, message);
        }
        if (ServiceMisconfiguredException.isSaidBy(status) || BLIND_TEXT.matcher(text).find()) {
            return new ServiceMisconfiguredException("nemotron", httpStatus, message);
        }
        ErrorCategory category = category(status, httpStatus >= 300 ? "" : error.path("type").asText(""));
        return new RemoteServiceException("nemotron", category, httpStatus, retryAfter, message, null);
    }

    /** Most servers wrap the error, FastAPI calls it {@code detail}, vLLM's older versions send it bare. */
    private static JsonNode errorOf(JsonNode body) {
        return body.hasNonNull("error") ? body.path("error") : body.hasNonNull("detail") ? body.path("detail") : body;
    }

    private static boolean isOverflow(JsonNode error, String text) {
        return OVERFLOW_CODES.contains(error.path("type").asText()) || OVERFLOW_CODES.contains(error.path("code").asText())
                || OVERFLOW_TEXT.matcher(text).find();
    }

    private static int contextSize(String text) {
        Matcher size = CONTEXT_SIZE.matcher(text);
        return size.find() ? Integer.parseInt(size.group(1)) : 0;
    }

    /** @param type what kind of error the body says it is, empty when the HTTP status says it */
    private static ErrorCategory category(int status, String type) {
        if (type.contains("rate_limit")) {
            return ErrorCategory.RATE_LIMITED;
        }
        if (type.contains("unavailable") || type.contains("overloaded")) {
            return ErrorCategory.SERVICE_UNAVAILABLE;
        }
        if (type.contains("invalid_request") || type.contains("authentication")) {
            return ErrorCategory.CLIENT_ERROR;
        }
        return status >= 300 ? ErrorCategory.ofStatus(status) : ErrorCategory.SERVER_ERROR;
    }
}
