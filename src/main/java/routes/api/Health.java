package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import routes.config.Json;

/** The answer to {@code /health}, for a route of {@code 80-api.camel.yaml}: the process lives, and this is its version. Immutable. */
public final class Health {

    private final String answer;

    public Health() {
        try (InputStream in = Health.class.getResourceAsStream("/version.txt")) {
            String version = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
            answer = Json.mapper().valueToTree(Map.of("status", "healthy", "version", version)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read version.txt of the product's jar", e);
        }
    }

    public String json() {
        return answer;
    }
}
