package routes.api;

import java.util.Map;

/** The statement behind {@code /api/images/rejected}, for a route of {@code 80-api.camel.yaml}. Thread-safe. */
public final class RejectedImageQueries {

    private final SqlText list = SqlText.of("list").with(Map.of(
            "table", "images", "item", SqlText.of("rejected-image-item").text(), "joins", "join cameras c on c.id = (p.r).camera_id"));

    public SqlQuery page(ApiRequest request) {
        return new ListQuery(list, "processed_at")
                .always("t.status = 'rejected'", true)
                .filtered("t.camera_id = :?camera_id", "camera_id", request.text("camera_id"))
                .filtered("t.reject_reason = :?reason", "reason", request.text("reason"))
                .between(request)
                .page(request);
    }
}
