package routes.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The statements behind {@code /api/events}, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class EventQueries {

    private static final long EXPORT_PAGE = 1000;

    private final SqlText list = SqlText.of("list").with(Map.of(
            "table", "events", "item", SqlText.of("event-item").text(), "joins", ""));
    private final String one = SqlText.of("event").with("item", SqlText.of("event-item").text()).text();
    private final String exists = SqlText.of("event-exists").text();
    private final SqlText exportCsv = SqlText.of("export-events").with("columns", SqlText.of("export-csv").text());
    private final SqlText exportJson = SqlText.of("export-events").with("columns", "(" + SqlText.of("event-item").text() + ")::text as event");
    private final SqlText stats = SqlText.of("event-stats");
    private final SqlText search = SqlText.of("search-events").with("item", SqlText.of("event-item").text());
    private final String update = change("update-event");
    private final String delete = change("delete-event");
    private final String restore = change("restore-event");
    private final String analyze = change("analyze-event");

    public SqlQuery page(ApiRequest request) {
        return filtered(list, request).page(request);
    }

    /** One page of an export, smaller only when it is the last. */
    public SqlQuery export(ApiRequest request, EventExport running) {
        SqlText template = request.required("format").equals("csv") ? exportCsv : exportJson;
        return filtered(template, request).chunk(running.cursor(), EXPORT_PAGE);
    }

    public SqlQuery stats(ApiRequest request) {
        return filtered(stats, request).all();
    }

    /** The newest matches, the best first. */
    public SqlQuery search(ApiRequest request) {
        SearchCursor cursor = request.text("cursor").map(SearchCursor::parse).orElse(SearchCursor.START);
        ListQuery matching = filtered(search, request);
        if (cursor != SearchCursor.START) {
            matching.always("t.id <= :?newest", false);
        }
        SqlQuery query = matching.chunk(Optional.empty(), (Long) request.required("limit"));
        Map<String, Object> parameters = new HashMap<>(query.parameters());
        parameters.put("q", request.required("q"));
        parameters.put("cursor_rank", cursor.rank());
        parameters.put("cursor_id", cursor.id());
        parameters.put("newest", cursor.newest());
        return new SqlQuery(query.sql(), parameters);
    }

    private static ListQuery filtered(SqlText template, ApiRequest request) {
        ListQuery query = new ListQuery(template, "started_at")
                .indexed("t.camera_id = :?camera_id", "camera_id", request.text("camera_id"))
                .indexed("t.risk_level = :?risk_level", "risk_level", request.text("risk_level"))
                .indexed("t.analysis_status = :?analysis_status", "analysis_status", request.text("analysis_status"))
                .indexed("t.reviewed = :?reviewed", "reviewed", request.flag("reviewed"))
                .filtered("t.object_types @> array[cast(:?object_type as text)]", "object_type", request.text("object_type"))
                .between(request);
        if (!request.flag("include_deleted").orElse(false)) {
            query.always("t.deleted_at is null", false);
        }
        return query;
    }

    public SqlQuery one(ApiRequest request) {
        return new SqlQuery(one, Map.of("id", request.required("id")));
    }

    /** Review, flag, notes, snooze: the fields of the body that were sent. */
    public SqlQuery update(ApiRequest request) {
        return new SqlQuery(update, Map.of("id", request.required("id"), "changes", request.body()));
    }

    public SqlQuery delete(ApiRequest request) {
        return new SqlQuery(delete, Map.of("id", request.required("id")));
    }

    public SqlQuery restore(ApiRequest request) {
        return new SqlQuery(restore, Map.of("id", request.required("id")));
    }

    public SqlQuery analyze(ApiRequest request) {
        return new SqlQuery(analyze, Map.of("id", request.required("id")));
    }

    public SqlQuery exists(ApiRequest request) {
        return new SqlQuery(exists, Map.of("id", request.required("id")));
    }

    private static String change(String name) {
        return SqlText.of(name).with("item", SqlText.of("event-item").text()).with("message", SqlText.of("event-message").text()).text();
    }
}
