package routes.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import routes.config.Json;

/**
 * Reads the JSON object that an operation declares as its body, and says what is wrong with it field by field. Knows the parts of JSON
 * Schema that {@code openapi.yaml} uses for bodies: objects of plain values. Stateless.
 */
final class BodyType {

    private static final ObjectReader STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).maxNumberLength(100).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build().reader();

    private final Schema<?> schema;

    BodyType(Schema<?> schema) {
        this.schema = schema;
    }

    /**
     * @return the declared fields that were sent, as JSON
     * @throws ApiException 400
     */
    String read(byte[] bytes) {
        ObjectNode checked = Json.mapper().createObjectNode();
        List<FieldError> errors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object(bytes).properties()) {
            Schema<?> type = schema.getProperties().get(field.getKey());
            if (type == null) {
                errors.add(new FieldError("body", "must have no other fields than " + String.join(", ", schema.getProperties().keySet())));
                continue;
            }
            try {
                checked.set(field.getKey(), Json.mapper().valueToTree(value(type, field.getValue())));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(field.getKey(), e.getMessage()));
            }
        }
        if (schema.getRequired() != null) {
            schema.getRequired().stream().filter(name -> !checked.has(name)).forEach(name -> errors.add(new FieldError(name, "is required")));
        }
        if (errors.isEmpty() && schema.getMinProperties() != null && checked.size() < schema.getMinProperties()) {
            errors.add(new FieldError("body", "must have at least one of " + String.join(", ", schema.getProperties().keySet())));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors.stream().distinct().toList());
        }
        return checked.toString();
    }

    private static ObjectNode object(byte[] bytes) {
        try {
            if (STRICT.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new ApiException(400, "INVALID_JSON", "The body is not valid JSON");
        }
        throw ApiException.invalid("body", "must be a JSON object");
    }

    private static Object value(Schema<?> type, JsonNode node) {
        if (node.isNull()) {
            if (!Boolean.TRUE.equals(type.getNullable())) {
                throw new IllegalArgumentException("must not be null");
            }
            return null;
        }
        boolean fits = switch (String.valueOf(type.getType())) {
            case "boolean" -> node.isBoolean();
            case "integer" -> node.isIntegralNumber();
            default -> node.isTextual();
        };
        if (!fits) {
            throw new IllegalArgumentException("must be " + switch (String.valueOf(type.getType())) {
                case "boolean" -> "true or false";
                case "integer" -> "a whole number";
                default -> "a string";
            });
        }
        Object value = new ParameterType(type).parse(node.asText());
        return value instanceof OffsetDateTime time ? Json.timestamp(time.toInstant()) : value;
    }
}
