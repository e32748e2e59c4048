package routes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Turns schemas of OpenAPI 3.0 into JSON Schema 2020-12 without references, in which an object that names its properties has no others.
 * Thread-safe.
 */
final class ContractSchemas {

    private final JsonNode document;

    ContractSchemas(JsonNode document) {
        this.document = document;
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(document.at(node.path("$ref").asText().substring(1))) : node;
    }

    JsonNode strict(JsonNode declared) {
        JsonNode node = resolved(declared);
        if (node.has("allOf")) {
            return closed(merged(node.path("allOf")));
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode schema = object.deepCopy();
        for (String member : new String[] {"items", "additionalProperties"}) {
            if (schema.path(member).isObject()) {
                schema.set(member, strict(schema.path(member)));
            }
        }
        if (schema.has("properties")) {
            ObjectNode properties = schema.putObject("properties");
            for (Map.Entry<String, JsonNode> property : object.path("properties").properties()) {
                properties.set(property.getKey(), strict(property.getValue()));
            }
        }
        schema.remove("format");
        if (object.path("format").asText().equals("date-time")) {
            schema.put("format", "date-time");
        }
        if (schema.path("nullable").asBoolean()) {
            schema.putArray("type").add(object.path("type").asText()).add("null");
        }
        schema.remove("nullable");
        return closed(schema);
    }

    private ObjectNode merged(JsonNode parts) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = whole.putObject("properties");
        ArrayNode required = whole.putArray("required");
        for (JsonNode part : parts) {
            JsonNode schema = strict(part);
            properties.setAll((ObjectNode) schema.path("properties"));
            required.addAll((ArrayNode) schema.path("required"));
        }
        return whole;
    }

    private static ObjectNode closed(ObjectNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }
}
