package routes.api;

import java.util.Map;
import java.util.Optional;

/** The statements behind {@code /api/detections} and the detections of an event, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class DetectionQueries {

    private static final String JOINS =
            "join images i on i.id = (p.r).image_id left join event_detections ed on ed.detection_id = p.id";
    private static final String OF_EVENT = "t.id in (select detection_id from event_detections where event_id = :?event_id)";

    private final SqlText list = SqlText.of("list").with(Map.of(
            "table", "detections", "item", SqlText.of("detection-item").text(), "joins", JOINS));
    private final String one = SqlText.of("detection").with("item", SqlText.of("detection-item").text()).with("joins", JOINS).text();
    private final String picture = SqlText.of("picture").text();

    public SqlQuery page(ApiRequest request) {
        return new ListQuery(list, "detected_at")
                .indexed(OF_EVENT, "event_id", request.number("event_id"))
                .indexed("t.image_id = :?image_id", "image_id", request.number("image_id"))
                .indexed("t.camera_id = :?camera_id", "camera_id", request.text("camera_id"))
                .indexedWith("camera_id", "t.object_type = :?object_type", "object_type", request.text("object_type"))
                .filtered("t.confidence >= cast(:?min_confidence as real)", "min_confidence", request.decimal("min_confidence"))
                .between(request)
                .page(request);
    }

    public SqlQuery ofEvent(ApiRequest request) {
        return new ListQuery(list, "detected_at").indexed(OF_EVENT, "event_id", Optional.of(request.required("id"))).page(request);
    }

    public SqlQuery one(ApiRequest request) {
        return new SqlQuery(one, Map.of("id", request.required("id")));
    }

    public SqlQuery picture(ApiRequest request) {
        return new SqlQuery(picture, Map.of("id", request.required("id")));
    }
}
