package routes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import routes.config.Json;

/**
 * The answer to {@code /health}, for a route of {@code 80-api.camel.yaml}: the process lives, this is its version, and whether what it stands
 * on is there. Thread-safe.
 */
public final class Health {

    private final Readiness readiness;
    private final String version;

    public Health(Readiness readiness) {
        this.readiness = readiness;
        try (InputStream in = Health.class.getResourceAsStream("/version.txt")) {
            version = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read version.txt of the product's jar", e);
        }
    }

    public String json() {
        ReadinessReport report = readiness.check();
        ObjectNode answer = Json.mapper().createObjectNode().put("status", report.health()).put("version", version);
        answer.set("checks", report.checks());
        return answer.toString();
    }
}
