package routes.analyze;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import routes.detect.Detection;
import routes.remote.InvalidJobException;
import routes.remote.RemoteWork;

/**
 * Everything a judge sees of one batch, built by the enrich route from one JSON document of the database. Immutable.
 *
 * @param cameraName     as people know the camera; from a folder name, so from outside
 * @param startedAt      null in JSON = time of the first detection
 * @param endedAt        null in JSON = time of the last detection
 * @param isFastPath     a single confident detection that did not wait for its batch
 * @param detections     at least one, in order of time
 * @param findings       what enrichment services said; empty when none is configured or all failed
 * @param recentActivity earlier events, newest first
 * @param zone           where the camera hangs, decides what is night; null in JSON = the zone of this machine
 */
public record Scene(String batchId, String cameraId, String cameraName, Instant startedAt, Instant endedAt,
                    @JsonProperty("is_fast_path") boolean isFastPath, List<Detection> detections, List<Finding> findings,
                    List<RecentActivity> recentActivity, ZoneId zone) implements RemoteWork {

    /** @throws InvalidJobException when there is no detection, or no batch or camera id */
    public Scene {
        if (batchId == null || batchId.isBlank() || cameraId == null || cameraId.isBlank()) {
            throw new InvalidJobException("a scene needs batch_id and camera_id");
        }
        if (detections == null || detections.isEmpty()) {
            throw new InvalidJobException(
                    "no detection of batch " + OutsideText.line(batchId, 64) + " is stored, there is nothing to judge");
        }
        detections = detections.stream().sorted(Comparator.comparing(Detection::detectedAt).thenComparing(Detection::id)).toList();
        cameraName = cameraName == null || cameraName.isBlank() ? cameraId : cameraName;
        startedAt = startedAt == null ? detections.get(0).detectedAt() : startedAt;
        endedAt = endedAt == null ? detections.get(detections.size() - 1).detectedAt() : endedAt;
        endedAt = endedAt.isBefore(startedAt) ? startedAt : endedAt;
        findings = findings == null ? List.of() : List.copyOf(findings);
        recentActivity = recentActivity == null ? List.of() : List.copyOf(recentActivity);
        zone = zone == null ? ZoneId.systemDefault() : zone;
    }

    /**
     * Reads the document of the SQL statement.
     *
     * @throws InvalidJobException when it is not JSON or breaks the contract
     */
    public static Scene parse(String json) {
        return JsonInput.read(json, Scene.class, "scene");
    }

    /** The same scene with these findings in addition. */
    public Scene withFindings(List<Finding> more) {
        return new Scene(batchId, cameraId, cameraName, startedAt, endedAt, isFastPath, detections,
                Stream.concat(findings.stream(), more.stream()).toList(), recentActivity, zone);
    }

    @Override
    public String label() {
        return "batch %s of camera %s".formatted(batchId, cameraId);
    }

    Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    ZonedDateTime localStart() {
        return startedAt.atZone(zone);
    }

    /** The camera's name as one safe line for people. */
    String displayName() {
        String line = OutsideText.line(cameraName, 64);
        return line.isEmpty() ? cameraId : line;
    }
}
