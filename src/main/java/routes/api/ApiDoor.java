package routes.api;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.spi.RestOpenApiConsumerFactory;
import org.slf4j.MDC;

/**
 * Opens the contract's paths on the HTTP port and stands around every request for them: gives it its id, which every line logged meanwhile
 * has, keeps foreign headers out ({@link ApiHeaders}), and gives unknown paths and wrong methods the one error shape. Named by {@code consumerComponentName}
 * in {@code 80-api.camel.yaml}. The stock consumer answers unknown paths with an empty body and the client's own headers, and no error
 * handler of a route is asked then. Thread-safe.
 */
public final class ApiDoor implements RestOpenApiConsumerFactory {

    private final ApiHeaders headers;
    private final Problems problems;

    public ApiDoor(ApiHeaders headers, Problems problems) {
        this.headers = headers;
        this.problems = problems;
    }

    @Override
    public Consumer createConsumer(CamelContext context, Processor operations, String contextPath, RestConfiguration configuration,
                                   Map<String, Object> parameters) throws Exception {
        Map<String, Object> options = new HashMap<>(parameters);
        options.put("headerFilterStrategy", headers);
        return context.getComponent("platform-http", PlatformHttpComponent.class)
                .createConsumer(context, exchange -> guard(exchange, operations), contextPath, configuration, options);
    }

    private void guard(Exchange exchange, Processor operations) throws Exception {
        problems.receive(exchange);
        // all steps of an operation run on this thread
        try (MDC.MDCCloseable line = MDC.putCloseable("request_id", exchange.getVariable(ApiRequest.VARIABLE, ApiRequest.class).requestId())) {
            answer(exchange, operations);
        }
    }

    private void answer(Exchange exchange, Processor operations) throws Exception {
        if ("HEAD".equals(exchange.getMessage().getHeader(Exchange.HTTP_METHOD))) {
            // as a GET; the server leaves the body out
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "GET");
        }
        operations.process(exchange);
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        if (status == 204) {
            // the stock binding names the type of the problems, the only one that such an operation declares
            exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        }
        if (exchange.getException() != null) {
            problems.answer(exchange);
        } else if (status >= 400 && exchange.getMessage().getHeader(Exchange.CONTENT_TYPE) == null) {
            exchange.setException(status == 405
                    ? new ApiException(405, "METHOD_NOT_ALLOWED", "This path has other methods; see Allow")
                    : new ApiException(status, "NOT_FOUND", "The API has no such path"));
            problems.answer(exchange);
        }
    }
}
