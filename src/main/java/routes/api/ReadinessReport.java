package routes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import routes.config.Json;

/**
 * What {@code /ready} says.
 *
 * @param database {@code ok} or the reason; likewise the others
 */
public record ReadinessReport(String database, String redis, String workers) {

    static final String OK = "ok";

    boolean ready() {
        return database.equals(OK) && redis.equals(OK) && workers.equals(OK);
    }

    /** 200 or 503. */
    public int status() {
        return ready() ? 200 : 503;
    }

    public String json() {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("status", ready() ? "ready" : "not_ready");
        body.set("checks", checks());
        return body.toString();
    }

    ObjectNode checks() {
        return Json.mapper().createObjectNode().put("database", database).put("redis", redis).put("workers", workers);
    }

    /** {@code unhealthy} without storage, {@code degraded} when a worker does not run. */
    String health() {
        return !database.equals(OK) || !redis.equals(OK) ? "unhealthy" : workers.equals(OK) ? "healthy" : "degraded";
    }
}
