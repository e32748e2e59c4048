package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import routes.config.Json;

/**
 * What {@code openapi.yaml} says about answers: status, media type and every field. Stricter than the contract is to clients: a field that it
 * does not name fails here. Thread-safe.
 */
final class Contract {

    private static final Set<String> METHODS = Set.of("get", "patch", "post", "delete");
    private static final JsonNode DOCUMENT = read();
    private static final ContractSchemas SCHEMAS = new ContractSchemas(DOCUMENT);
    private static final List<Operation> OPERATIONS = operationsOf(DOCUMENT);
    private static final Map<JsonNode, JsonSchema> COMPILED = new ConcurrentHashMap<>();

    private Contract() {
    }

    /**
     * @param path  as a request begins with it, {@code /api/events/{id}}
     * @param query names of its query parameters
     */
    record Operation(String id, String method, String path, List<String> query, JsonNode responses) {

        boolean serves(String requestMethod, String requestPath) {
            boolean sameMethod = method.equals(requestMethod) || method.equals("GET") && requestMethod.equals("HEAD");
            return sameMethod && Pattern.matches(path.replaceAll("\\{[^}]+}", "[^/]+"), requestPath);
        }

        String pathWith(String value) {
            return path.replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(value));
        }
    }

    static List<Operation> operations() {
        return OPERATIONS;
    }

    /** @throws AssertionError when the answer is not one that the contract announces */
    static void check(String method, URI address, HttpResponse<byte[]> answer) {
        String told = method + " " + address + " -> " + answer.statusCode() + " ";
        assertThat(answer.headers().firstValue("X-Request-ID")).as(told + "X-Request-ID").isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(told + "X-Content-Type-Options").contains("nosniff");
        // a fixed path is meant before one with a parameter: /events/stats is no id
        Optional<Operation> operation = OPERATIONS.stream().filter(known -> known.serves(method, address.getPath()))
                .min(java.util.Comparator.comparing(known -> known.path().contains("{")));
        if (answer.statusCode() >= 400 && !answered(operation, answer).has("content")) {
            throw new AssertionError(told + "has no body in the contract");
        }
        if (operation.isPresent() || answer.statusCode() >= 400) {
            checkBody(told, method, answered(operation, answer), answer);
        }
    }

    private static JsonNode answered(Optional<Operation> operation, HttpResponse<byte[]> answer) {
        JsonNode responses = operation.map(Operation::responses).orElseGet(() -> OPERATIONS.get(0).responses());
        JsonNode declared = responses.path(Integer.toString(answer.statusCode()));
        if (declared.isMissingNode()) {
            assertThat(answer.statusCode()).as("%s answers, besides problems", operation).isGreaterThanOrEqualTo(400);
            declared = responses.path("default");
        }
        return SCHEMAS.resolved(declared);
    }

    private static void checkBody(String told, String method, JsonNode declared, HttpResponse<byte[]> answer) {
        if (!declared.has("content")) {
            assertThat(answer.body()).as(told + "has no body").isEmpty();
            assertThat(answer.headers().firstValue("Content-Type")).as(told + "has no type").isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        JsonNode schema = declared.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as(told + "is declared as " + declared.path("content").properties() + ", not " + type).isFalse();
        if (type.endsWith("json") && !method.equals("HEAD")) {
            JsonNode body = parse(told, answer.body());
            assertThat(faults(schema, body)).as(told + body).isEmpty();
        }
    }

    /** What is wrong with a body, a line for each; empty when nothing is. */
    static String faults(JsonNode schema, JsonNode body) {
        return COMPILED.computeIfAbsent(schema, Contract::compiled).validate(body).stream().map(ValidationMessage::getMessage).collect(Collectors.joining("\n"));
    }

    private static JsonSchema compiled(JsonNode schema) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SCHEMAS.strict(schema), SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }

    private static JsonNode parse(String told, byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException e) {
            throw new AssertionError(told + "is not JSON", e);
        }
    }

    private static JsonNode read() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Operation> operationsOf(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    operations.add(operation(document, path.getKey(), operation.getKey(), operation.getValue(), "/api"));
                    if (path.getValue().path("servers").path(0).path("url").asText().equals("/")) {
                        operations.add(operation(document, path.getKey(), operation.getKey(), operation.getValue(), ""));
                    }
                }
            }
        }
        return List.copyOf(operations);
    }

    private static Operation operation(JsonNode document, String path, String method, JsonNode declared, String base) {
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : declared.path("parameters")) {
            JsonNode resolved = parameter instanceof ObjectNode && parameter.has("$ref") ? document.at(parameter.path("$ref").asText().substring(1)) : parameter;
            if (resolved.path("in").asText().equals("query")) {
                query.add(resolved.path("name").asText());
            }
        }
        return new Operation(declared.path("operationId").asText(), method.toUpperCase(Locale.ROOT), base + path, List.copyOf(query), declared.path("responses"));
    }
}
