package routes.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The statements behind {@code /api/events}, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class EventQueries {

    private static final long EXPORT_PAGE = 500;

    private final SqlText list = SqlText.of("list").with(Map.of(
            "table", "events", "item", SqlText.of("event-item").text(), "joins", ""));
    private final String one = SqlText.of("event").with("item", SqlText.of("event-item").text()).text();
    private final String exists = SqlText.of("event-exists").text();
    private final SqlText export = SqlText.of("export-events").with("item", SqlText.of("event-item").text());
    private final SqlText stats = SqlText.of("event-stats");
    private final SqlText search = SqlText.of("search-events").with("item", SqlText.of("event-item").text());
    private final String update = change("update-event");
    private final String delete = change("delete-event");
    private final String restore = change("restore-event");
    private final String analyze = change("analyze-event");

    public SqlQuery page(ApiRequest request) {
        return filtered(list, request).page(request);
    }

    /** One page of an export. */
    public SqlQuery export(ApiRequest request, EventExport running) {
        return filtered(export, request).chunk(Optional.ofNullable(running.cursor()), EXPORT_PAGE);
    }

    public SqlQuery stats(ApiRequest request) {
        return filtered(stats, request).all();
    }

    /** The newest matches, the best first. */
    public SqlQuery search(ApiRequest request) {
        Optional<Cursor> cursor = request.text("cursor").map(Cursor::parse);
        SqlQuery query = filtered(search, request).always("t.search @@ websearch_to_tsquery('english', :?q)", false).chunk(Optional.empty(), (Long) request.required("limit"));
        Map<String, Object> parameters = new HashMap<>(query.parameters());
        parameters.put("q", request.required("q"));
        parameters.put("cursor_rank", cursor.map(Cursor::key).orElse(Long.MAX_VALUE));
        parameters.put("cursor_id", cursor.map(Cursor::id).orElse(Long.MAX_VALUE));
        return new SqlQuery(query.sql(), parameters);
    }

    private static ListQuery filtered(SqlText template, ApiRequest request) {
        ListQuery query = new ListQuery(template, "started_at")
                .indexed("t.camera_id = :?camera_id", "camera_id", request.text("camera_id"))
                .indexed("t.risk_level = :?risk_level", "risk_level", request.text("risk_level"))
                .filtered("t.object_types @> array[cast(:?object_type as text)]", "object_type", request.text("object_type"))
                .filtered("t.analysis_status = :?analysis_status", "analysis_status", request.text("analysis_status"))
                .between(request);
        // literals, because a plan with a bound value could not use the partial index
        request.flag("reviewed").ifPresent(reviewed -> query.always(reviewed ? "t.reviewed" : "not t.reviewed", false));
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
