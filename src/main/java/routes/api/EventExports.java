package routes.api;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Opens exports for the route {@code export-events} of {@code 80-api.camel.yaml}: each holds a thread while its client reads, so only a
 * few run at a time. Thread-safe.
 */
public final class EventExports {

    private final Semaphore running;

    /** @param maxRunning exports at a time, at least 1; further requests get 503 at once */
    public EventExports(int maxRunning) {
        this.running = new Semaphore(maxRunning);
    }

    /** @throws ApiException 503 while too many run */
    public EventExport open(Exchange exchange) {
        if (!running.tryAcquire()) {
            throw new ApiException(503, "BUSY", "Other exports are running");
        }
        HttpMessage http = exchange.getMessage(HttpMessage.class);
        ApiRequest request = exchange.getVariable(ApiRequest.VARIABLE, ApiRequest.class);
        EventExport export = new EventExport(http.getResponse(), request, http.getRequest().method() == HttpMethod.HEAD);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                running.release();
                export.close();
            }
        });
        return export;
    }

    /** @param page rows of {@code sql/api/export-events.sql} */
    public void write(EventExport export, List<Map<String, Object>> page) {
        export.write(page);
    }

    /** All pages are written. */
    public void finish(EventExport export) {
        export.finish();
    }
}
