package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import routes.detect.Detection;

/** What the rules ask about a scene, so that each rule is one short condition. */
final class SceneFacts {

    private static final double ENRICHMENT_CONFIDENCE = 0.5;

    private final Scene scene;
    private final Subject subject;
    private final SortedMap<String, Integer> counts;

    SceneFacts(Scene scene) {
        this.scene = scene;
        this.subject = scene.detections().stream().map(d -> Subject.of(d.objectType())).min(Comparator.naturalOrder()).orElseThrow();
        this.counts = countsPerPicture(scene);
    }

    /**
     * Objects of each type seen at the same time: the largest number in one picture, because the same person in ten
     * pictures is one person. Ordered by importance, then name.
     */
    private static SortedMap<String, Integer> countsPerPicture(Scene scene) {
        var counts = new TreeMap<String, Integer>(Comparator.comparing(Subject::of).thenComparing(Comparator.naturalOrder()));
        scene.detections().stream()
                .collect(Collectors.groupingBy(d -> String.valueOf(d.filePath()),
                        Collectors.groupingBy(Detection::objectType, Collectors.summingInt(d -> 1))))
                .values().forEach(picture -> picture.forEach((type, n) -> counts.merge(type, n, Math::max)));
        return counts;
    }

    SortedMap<String, Integer> counts() {
        return counts;
    }

    boolean isAbout(Subject expected) {
        return subject == expected;
    }

    Subject subject() {
        return subject;
    }

    boolean isNight() {
        return DayPart.at(LocalTime.from(scene.localStart())) == DayPart.NIGHT;
    }

    boolean isFastPath() {
        return scene.isFastPath();
    }

    int people() {
        return counts.getOrDefault("person", 0);
    }

    /** Highest confidence among the detections of the subject, 0..1. */
    double confidence() {
        return subjectDetections().mapToDouble(Detection::confidence).max().orElse(0);
    }

    /** From the first to the last picture with a person; zero when there is none. */
    Duration dwell() {
        List<Detection> people = scene.detections().stream().filter(d -> Subject.of(d.objectType()) == Subject.PERSON).toList();
        return people.isEmpty() ? Duration.ZERO
                : Duration.between(people.get(0).detectedAt(), people.get(people.size() - 1).detectedAt());
    }

    /** Whether the pose service named it as posture or alert. */
    boolean hasPose(String pose) {
        return findings(FindingKind.POSE).anyMatch(f -> pose.equals(f.text("posture")) || alerts(f).anyMatch(pose::equals));
    }

    /** Whether a service answered {@code true} in that field and was sure enough. */
    boolean hasFinding(FindingKind kind, String field) {
        return findings(kind).anyMatch(f -> f.isTrue(field) && f.isAtLeast(ENRICHMENT_CONFIDENCE));
    }

    /** The re-identification says so, or a person was on another camera within ten minutes. */
    boolean wasOnOtherCamera() {
        return people() > 0 && (findings(FindingKind.REIDENTIFICATION).findAny().isPresent()
                || earlierPeople(10).anyMatch(a -> !a.cameraId().equals(scene.cameraId())));
    }

    /** Earlier events with a person on this camera in the last hour. */
    long earlierVisits() {
        return earlierPeople(60).filter(a -> a.cameraId().equals(scene.cameraId())).count();
    }

    private Stream<RecentActivity> earlierPeople(long minutes) {
        return scene.recentActivity().stream().filter(a -> a.minutesAgo() <= minutes && a.objectTypes().contains("person"));
    }

    private Stream<Detection> subjectDetections() {
        return scene.detections().stream().filter(d -> Subject.of(d.objectType()) == subject);
    }

    private Stream<Finding> findings(FindingKind kind) {
        return scene.findings().stream().filter(f -> f.kind() == kind);
    }

    private static Stream<String> alerts(Finding pose) {
        JsonNode alerts = pose.data().path("alerts");
        return Stream.iterate(0, i -> i < alerts.size(), i -> i + 1).map(i -> alerts.path(i).asText());
    }
}
