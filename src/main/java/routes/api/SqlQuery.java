package routes.api;

import java.util.Map;

/**
 * A statement and the values of its named parameters ({@code :?name}), as the route {@code direct:api-select} in
 * {@code 80-api.camel.yaml} runs it.
 *
 * @param sql made of fixed text only; nothing from outside is part of it
 */
public record SqlQuery(String sql, Map<String, Object> parameters) {

    public SqlQuery {
        parameters = Map.copyOf(parameters);
    }
}
