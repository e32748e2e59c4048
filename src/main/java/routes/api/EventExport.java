package routes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * One export on its way to a client, a page at a time: variable {@code export} of the route {@code export-events} in
 * {@code 80-api.camel.yaml}. Writes past Camel, which knows no end when a client stops reading, and waits for each page to be taken, so
 * that memory stays the same however many events there are. For one thread.
 */
public final class EventExport {

    private static final Logger LOG = LoggerFactory.getLogger(EventExport.class);
    private static final int PATIENCE_SECONDS = 60;

    private final HttpServerResponse response;
    private final String requestId;
    private final boolean csv;
    private String cursor;
    private boolean more;
    private boolean begun;
    private boolean ended;

    EventExport(HttpServerResponse response, ApiRequest request, boolean headersOnly) {
        this.response = response;
        this.requestId = request.requestId();
        this.csv = request.required("format").equals("csv");
        this.more = !headersOnly;
    }

    public boolean hasMore() {
        return more;
    }

    /** Where the next page begins; null for the first. */
    String cursor() {
        return cursor;
    }

    /**
     * Sends a page.
     *
     * @param page JSON of {@code sql/api/export-events.sql}
     * @throws ApiException 503 when the client has gone or does not read; nobody sees it then
     */
    void write(String page) {
        JsonNode read = parse(page);
        StringBuilder text = new StringBuilder();
        if (!begun) {
            begin();
            text.append(csv ? EventCsv.HEADING : "[");
        }
        for (JsonNode event : read.path("items")) {
            if (csv) {
                text.append(EventCsv.line(event));
            } else {
                text.append(cursor == null && text.length() == 1 ? "\n" : ",\n").append(event);
            }
        }
        cursor = read.path("next_cursor").textValue();
        more = cursor != null;
        send(text.toString());
    }

    /** All pages are sent. */
    void finish() {
        if (!begun) {
            begin();
        }
        await(response.end(csv ? "" : "\n]\n"));
        ended = true;
    }

    /** Cuts an export that did not finish, so that the client does not take the part for the whole. */
    void close() {
        if (begun && !ended) {
            LOG.warn("request {}: the export was cut, the client sees a broken answer", requestId);
            response.reset();
        }
    }

    private void begin() {
        begun = true;
        response.setChunked(true)
                .putHeader("Content-Type", csv ? "text/csv; charset=utf-8" : "application/json")
                .putHeader("Content-Disposition", "attachment; filename=\"events." + (csv ? "csv" : "json") + '"')
                .putHeader("Cache-Control", "no-store");
    }

    private void send(String text) {
        if (!text.isEmpty()) {
            await(response.write(text));
        }
    }

    private static void await(Future<Void> written) {
        try {
            written.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "STOPPING", "The service is stopping");
        } catch (ExecutionException | TimeoutException e) {
            throw new ApiException(503, "CLIENT_GONE", "The client does not read");
        }
    }

    private static JsonNode parse(String page) {
        try {
            return Json.mapper().readTree(page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("export-events.sql does not return JSON", e);
        }
    }
}
