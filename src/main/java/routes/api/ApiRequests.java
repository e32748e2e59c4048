package routes.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.rest.openapi.DefaultRestOpenapiProcessorStrategy;
import org.apache.camel.support.processor.RestBindingAdvice;

/**
 * The first step of every operation of the contract, in front of its route {@code direct:<operationId>} in
 * {@code 80-api.camel.yaml}: reads the declared parameters, checks them against their schemas and leaves them as variable
 * {@code request}; all headers are gone then. Nothing that a client sends can become a Camel header, and a parameter that the
 * contract does not declare does not exist for the route. Failures of the route become answers here. Thread-safe.
 */
public final class ApiRequests extends DefaultRestOpenapiProcessorStrategy {

    private final Problems problems;
    private final Audit audit = new Audit();

    public ApiRequests(Problems problems) {
        this.problems = problems;
    }

    @Override
    public boolean process(OpenAPI contract, Operation operation, String verb, String path, RestBindingAdvice binding, Exchange exchange,
                           AsyncCallback callback) {
        try {
            Message message = exchange.getMessage();
            Map<String, Object> parameters = read(operation, message);
            ApiRequest received = exchange.getVariable(ApiRequest.VARIABLE, ApiRequest.class);
            String body = operation.getRequestBody() == null ? ApiRequest.NO_BODY : readBody(operation, message);
            exchange.setVariable(ApiRequest.VARIABLE,
                    new ApiRequest(operation.getOperationId(), received.path(), received.requestId(), received.client(), parameters, body));
            message.removeHeaders("*");
            message.setBody(null);
        } catch (ApiException refused) {
            exchange.setException(refused);
            problems.answer(exchange);
            callback.done(true);
            return true;
        }
        return super.process(contract, operation, verb, path, binding, exchange, doneSync -> {
            if (exchange.getException() != null) {
                // here rather than at the door: the stock route in between logs every failure with its stack trace
                problems.answer(exchange);
            } else if (!verb.equals("GET") && !verb.equals("HEAD")) {
                audit.changed(exchange.getVariable(ApiRequest.VARIABLE, ApiRequest.class));
            }
            callback.done(doneSync);
        });
    }

    private static Map<String, Object> read(Operation operation, Message message) {
        Map<String, Object> values = new HashMap<>();
        List<FieldError> errors = new ArrayList<>();
        Map<String, List<String>> query = query(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class));
        for (Parameter parameter : operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters()) {
            List<String> given = switch (parameter.getIn()) {
                case "path" -> List.of(unescaped(message.getHeader(parameter.getName(), String.class)));
                case "header" -> header(message, parameter.getName());
                default -> query.getOrDefault(parameter.getName(), List.of());
            };
            try {
                Object value = value(parameter, given);
                if (value != null) {
                    values.put(parameter.getName(), value);
                }
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(parameter.getName(), e.getMessage()));
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
        return values;
    }

    private static String readBody(Operation operation, Message message) {
        String type = header(message, "Content-Type").stream().findFirst().orElse("").split(";", 2)[0].trim();
        MediaType declared = operation.getRequestBody().getContent().get("application/json");
        if (!type.equalsIgnoreCase("application/json")) {
            throw new ApiException(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json");
        }
        byte[] bytes = message.getBody(byte[].class);
        return new BodyType(declared.getSchema()).read(bytes == null ? new byte[0] : bytes);
    }

    private static Object value(Parameter parameter, List<String> given) {
        if (given.size() > 1) {
            throw new IllegalArgumentException("must be given once");
        }
        // HTML forms send empty fields for what was not filled in
        if (given.isEmpty() || given.get(0).isEmpty() && !"path".equals(parameter.getIn())) {
            if (Boolean.TRUE.equals(parameter.getRequired())) {
                throw new IllegalArgumentException("is required");
            }
            Object fallback = parameter.getSchema().getDefault();
            return fallback instanceof Integer number ? (Object) number.longValue() : fallback;
        }
        return new ParameterType(parameter.getSchema()).parse(given.get(0));
    }

    private static String unescaped(String segment) {
        try {
            return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "INVALID_PATH", "The path has a broken % escape");
        }
    }

    private static Map<String, List<String>> query(String raw) {
        try {
            return raw == null ? Map.of() : new QueryStringDecoder(raw, false).parameters();
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "INVALID_QUERY", "The query has a broken % escape");
        }
    }

    private static List<String> header(Message message, String name) {
        return message instanceof HttpMessage http ? http.getRequest().headers().getAll(name) : List.of();
    }
}
