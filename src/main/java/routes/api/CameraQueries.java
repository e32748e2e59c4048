package routes.api;

import java.util.Map;
import java.util.regex.Pattern;

/** The statements behind {@code /api/cameras}, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class CameraQueries {

    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");

    private final String list = SqlText.of("list-cameras").with("item", SqlText.of("camera-item").text()).text();
    private final String one = SqlText.of("camera").with("item", SqlText.of("camera-item").text()).text();

    private final String update = SqlText.of("update-camera").with("item", SqlText.of("camera-item").text()).text();
    private final String snapshot = SqlText.of("snapshot").text();

    /** The newest picture. */
    public SqlQuery snapshot(ApiRequest request) {
        return new SqlQuery(snapshot, Map.of("id", request.required("id")));
    }

    public SqlQuery update(ApiRequest request) {
        return new SqlQuery(update, Map.of("id", request.required("id"), "changes", request.body()));
    }

    public SqlQuery page(ApiRequest request) {
        String after = request.text("cursor").map(Cursor::decode).orElse("");
        if (!after.isEmpty() && !ID.matcher(after).matches()) {
            throw Cursor.foreign();
        }
        return new SqlQuery(list, Map.of("after", after, "limit", request.required("limit")));
    }

    public SqlQuery one(ApiRequest request) {
        return new SqlQuery(one, Map.of("id", request.required("id")));
    }
}
