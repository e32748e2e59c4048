package routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import routes.analyze.LlmEndpoint;
import routes.remote.AnswerJson;
import routes.remote.ServiceKeys;

/**
 * What {@code --check} asks an AI service: {@code GET /health}, section 1 of the wire contract. Healthy and degraded are usable. A service
 * without that path is not at fault: cloud providers and Ollama have none.
 */
final class ServiceHealth {

    private static final Set<String> USABLE = Set.of("", "healthy", "degraded", "ok");
    private static final int MOST_BYTES = 65_536;

    private ServiceHealth() {
    }

    /** @return what is wrong, without credentials; empty when the service can be used */
    static Optional<String> fault(URI url, String service, ServiceKeys keys, Duration patience) {
        String base = ServiceKeys.withoutCredentials(url);
        URI health = URI.create((service.equals("nemotron") ? LlmEndpoint.root(base) : base) + "/health");
        HttpRequest.Builder request = HttpRequest.newBuilder(health).timeout(patience);
        keys.headers(service).forEach(request::header);
        try {
            HttpResponse<InputStream> answer = HttpClient.newBuilder().connectTimeout(patience).build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return said(answer.statusCode(), service, new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)).map(fault -> health + fault);
            }
        } catch (IOException e) {
            return Optional.of(health + " does not answer: " + Check.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> said(int status, String service, String body) {
        if (status >= 500) {
            return Optional.of(" answers " + status);
        }
        if (status == 401 || status == 403 || status == 407) {
            return Optional.of(" answers " + status + ": key or password is wrong");
        }
        JsonNode health = status == 200 && !service.equals("nemotron") ? json(body) : MissingNode.getInstance();
        String state = health.path("status").asText("");
        if (!USABLE.contains(state)) {
            return Optional.of(" says that it is " + state.substring(0, Math.min(40, state.length())).replaceAll("\\P{Print}", "?"));
        }
        return service.equals("detector") && health.path("model_loaded").isBoolean() && !health.path("model_loaded").booleanValue()
                ? Optional.of(" says that its model is not loaded") : Optional.empty();
    }

    private static JsonNode json(String body) {
        try {
            return AnswerJson.read(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
