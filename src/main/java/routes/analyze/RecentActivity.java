package routes.analyze;

import java.util.List;
import routes.remote.InvalidJobException;

/**
 * An earlier event of this or another camera.
 *
 * @param riskScore  0..100
 * @param minutesAgo minutes between the end of that event and the start of this scene, 0 or more
 */
public record RecentActivity(String cameraId, List<String> objectTypes, int riskScore, long minutesAgo) {

    public RecentActivity {
        if (cameraId == null || cameraId.isBlank()) {
            throw new InvalidJobException("recent activity needs its camera_id");
        }
        objectTypes = objectTypes == null ? List.of() : List.copyOf(objectTypes);
        riskScore = Math.min(100, Math.max(0, riskScore));
        minutesAgo = Math.max(0, minutesAgo);
    }
}
