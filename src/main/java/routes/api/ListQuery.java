package routes.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the query of one page together: conditions are added only when the request asks for them, so that each combination is a
 * statement of its own that PostgreSQL plans for its index. All values are bound. For one request; not thread-safe.
 */
final class ListQuery {

    // 10,000 would double the time of a page (measured with a million events), and nobody looks at the difference
    private static final long COUNT_LIMIT = 1_000;

    private final SqlText template;
    private final String time;
    private final Map<String, Object> parameters = new HashMap<>();
    private final List<String> leading = new ArrayList<>();
    private final List<String> residual = new ArrayList<>();
    private String leader;

    /**
     * @param template {@code list.sql} with table, item and joins filled in
     * @param time     the column of table {@code t} that the list is sorted by
     */
    ListQuery(SqlText template, String time) {
        this.template = template.with("time", time);
        this.time = time;
    }

    /** A condition that has an index sorted by time behind it. The first of these leads; the others filter. */
    ListQuery indexed(String condition, String parameter, Optional<?> value) {
        value.ifPresent(v -> {
            parameters.put(parameter, v);
            (leader == null ? leading : residual).add(condition);
            leader = leader == null ? parameter : leader;
        });
        return this;
    }

    /** As {@link #indexed}; leads beside the condition on {@code first} too, with which it shares an index. */
    ListQuery indexedWith(String first, String condition, String parameter, Optional<?> value) {
        if (!first.equals(leader)) {
            return indexed(condition, parameter, value);
        }
        value.ifPresent(v -> {
            parameters.put(parameter, v);
            leading.add(condition);
        });
        return this;
    }

    ListQuery filtered(String condition, String parameter, Optional<?> value) {
        value.ifPresent(v -> {
            parameters.put(parameter, v);
            residual.add(condition);
        });
        return this;
    }

    /** A condition without a value of its own. */
    ListQuery always(String condition, boolean leads) {
        (leads ? leading : residual).add(condition);
        return this;
    }

    ListQuery between(ApiRequest request) {
        request.time("start_date").ifPresent(from -> {
            parameters.put("start_date", from);
            leading.add("t." + time + " >= :?start_date");
        });
        request.time("end_date").ifPresent(to -> {
            parameters.put("end_date", to);
            leading.add("t." + time + " <= :?end_date");
        });
        return this;
    }

    SqlQuery page(ApiRequest request) {
        parameters.put("limit", request.required("limit"));
        parameters.put("count_limit", COUNT_LIMIT);
        String conditions = all(conditions(request.text("cursor").map(Cursor::parse)));
        String sql = template.with("conditions", conditions).with("leading", all(leading)).with("residual", all(residual)).text();
        return new SqlQuery(sql, parameters);
    }

    /** For statements that do not count: {@code template} has only {@code conditions} to fill in. */
    SqlQuery chunk(Optional<Cursor> after, long limit) {
        parameters.put("limit", limit);
        return new SqlQuery(template.with("conditions", all(conditions(after))).text(), parameters);
    }

    /** All that match, without an order. */
    SqlQuery all() {
        return new SqlQuery(template.with("conditions", all(conditions(Optional.empty()))).text(), parameters);
    }

    private List<String> conditions(Optional<Cursor> after) {
        List<String> conditions = new ArrayList<>(leading);
        conditions.addAll(residual);
        after.ifPresent(cursor -> {
            parameters.put("cursor_time", cursor.time());
            parameters.put("cursor_id", cursor.id());
            conditions.add("(t." + time + ", t.id) < (:?cursor_time, :?cursor_id)");
        });
        return conditions;
    }

    private static String all(List<String> conditions) {
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }
}
