package routes.analyze;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import routes.config.Json;
import routes.detect.BoundingBox;
import routes.detect.Detection;

/** Scenes for tests, in Berlin on Friday, 9 January 2026. */
final class Scenes {

    static final SeverityBounds BOUNDS = new SeverityBounds(29, 59, 84);
    static final Instant DAY = Instant.parse("2026-01-09T11:00:00Z");
    static final Instant NIGHT = Instant.parse("2026-01-09T22:14:00Z");

    private final Instant start;
    private final List<Detection> detections = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<RecentActivity> activity = new ArrayList<>();
    private boolean fastPath;
    private String cameraName = "Front Door";

    private Scenes(Instant start) {
        this.start = start;
    }

    static Scenes at(Instant start) {
        return new Scenes(start);
    }

    Scenes seen(String type, double confidence, long second) {
        detections.add(new Detection(detections.size() + 1, type, confidence, new BoundingBox(10, 20, 100, 200),
                start.plusSeconds(second), "/cameras/front_door/" + second + ".jpg"));
        return this;
    }

    Scenes finding(FindingKind kind, String json) {
        try {
            findings.add(new Finding("enrichment", kind, 1L, Json.mapper().readTree(json)));
            return this;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Scenes before(long minutes, String camera, String... types) {
        activity.add(new RecentActivity(camera, List.of(types), 30, minutes));
        return this;
    }

    Scenes fastPath() {
        fastPath = true;
        return this;
    }

    Scenes camera(String name) {
        cameraName = name;
        return this;
    }

    Scene build() {
        return new Scene("batch-0123456789abcdef", "front_door", cameraName, null, null, fastPath, detections, findings,
                activity, ZoneId.of("Europe/Berlin"));
    }
}
