package routes.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One export on its way to a client, a page at a time: variable {@code export} of the route {@code export-events} in
 * {@code 80-api.camel.yaml}. Writes past Camel, which knows no end when a client stops reading, and waits for each page to be taken, so
 * that memory stays the same however many events there are. For one thread.
 */
public final class EventExport {

    private static final Logger LOG = LoggerFactory.getLogger(EventExport.class);
    private static final int PATIENCE_SECONDS = 60;
    private static final int EXPECTED_LENGTH = 700;

    private final HttpServerResponse response;
    private final String requestId;
    private final boolean csv;
    private Cursor cursor;
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

    /** Behind which event the next page begins; empty for the first. */
    Optional<Cursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /**
     * Sends a page.
     *
     * @param page rows of {@code sql/api/export-events.sql}; none = the export is complete
     * @throws ApiException 503 when the client has gone or does not read; nobody sees it then
     */
    void write(List<Map<String, Object>> page) {
        StringBuilder text = new StringBuilder(page.size() * EXPECTED_LENGTH);
        if (!begun) {
            begin();
            text.append(csv ? EventCsv.HEADING : "[");
        }
        for (Map<String, Object> event : page) {
            if (csv) {
                EventCsv.append(text, event);
            } else {
                text.append(cursor == null && text.length() == 1 ? "\n" : ",\n").append(event.get("event"));
            }
        }
        more = !page.isEmpty();
        if (more) {
            Map<String, Object> last = page.get(page.size() - 1);
            cursor = Cursor.of((Timestamp) last.get("at"), (Long) last.get("id"));
        }
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
            // the connection is closed by now: this only tells Camel that there is nothing left to answer
            response.end();
            ended = true;
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

    private void await(Future<Void> written) {
        try {
            written.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "STOPPING", "The service is stopping");
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new ApiException(503, "CLIENT_GONE", "The client does not read");
        }
    }
}
