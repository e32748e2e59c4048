package routes.api;

import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.LogText;

/**
 * One line for each change that a client made, on the logger {@code routes.api.audit}: who (fingerprint of the key and address), what,
 * and the request id. Called by {@link ApiRequests} for every operation that is not a GET. Stateless.
 */
final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("routes.api.audit");
    private static final int MAX_LENGTH = 500;

    void changed(ApiRequest request) {
        if (LOG.isInfoEnabled()) {
            LOG.info("request {} by {}: {} {} {}", request.requestId(), request.client(), request.operationId(),
                    LogText.oneLine(new TreeMap<>(request.parameters()).toString()), shortened(LogText.oneLine(request.body())));
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
