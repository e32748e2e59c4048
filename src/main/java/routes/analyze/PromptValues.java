package routes.analyze;

import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import routes.detect.Detection;

/** What the placeholders of the prompt files stand for. All text from outside goes through {@link OutsideText#quote}. */
final class PromptValues {

    static final Set<String> NAMES = Set.of("low_max", "medium_min", "medium_max", "high_min", "high_max", "critical_min",
            "camera", "local_time", "lighting", "duration", "fast_path", "seen", "detections", "findings", "activity");

    private static final int MAX_TYPES = 20;
    /** What says most about danger first, because lists are cut at their end. */
    private static final List<FindingKind> WORTH = List.of(FindingKind.REIDENTIFICATION, FindingKind.POSE, FindingKind.CLOTHING, FindingKind.OCR,
            FindingKind.VEHICLE, FindingKind.PET, FindingKind.CAPTION, FindingKind.OTHER, FindingKind.DEPTH, FindingKind.EMBEDDING);
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEEE, yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private PromptValues() {
    }

    /** @param maxLines of each list */
    static Map<String, String> of(Scene scene, SeverityBounds bounds, int maxLines) {
        var values = new HashMap<String, String>();
        values.put("low_max", String.valueOf(bounds.low()));
        values.put("medium_min", String.valueOf(bounds.low() + 1));
        values.put("medium_max", String.valueOf(bounds.medium()));
        values.put("high_min", String.valueOf(bounds.medium() + 1));
        values.put("high_max", String.valueOf(bounds.high()));
        values.put("critical_min", String.valueOf(bounds.high() + 1));
        values.put("camera", OutsideText.quote(scene.cameraName(), 64));
        values.put("local_time", LOCAL.format(scene.localStart()));
        values.put("lighting", DayPart.at(scene.localStart().toLocalTime()).lighting());
        values.put("duration", PlainWords.duration(scene.duration()));
        values.put("fast_path", scene.isFastPath() ? "yes" : "no");
        values.put("seen", seen(scene));
        values.put("detections", detections(scene, maxLines));
        values.put("findings", lines(scene.findings().stream().sorted(Comparator.comparingInt(finding -> WORTH.indexOf(finding.kind())))
                .map(FindingText::line).flatMap(Optional::stream), maxLines, "- no enrichment service said anything about these pictures"));
        values.put("activity", lines(scene.recentActivity().stream().map(PromptValues::activity), maxLines, "- nothing else is known"));
        return values;
    }

    private static String seen(Scene scene) {
        return new SceneFacts(scene).counts().entrySet().stream().limit(MAX_TYPES)
                .map(type -> type.getValue() + " x " + OutsideText.quote(type.getKey(), 40))
                .collect(Collectors.joining(", "));
    }

    /** The surest ones, in order of time: a full batch of 500 would push everything else out of the context. */
    private static String detections(Scene scene, int maxLines) {
        List<Detection> surest = scene.detections().stream()
                .sorted(Comparator.comparingDouble(Detection::confidence).reversed()).limit(maxLines)
                .sorted(Comparator.comparing(Detection::detectedAt).thenComparing(Detection::id)).toList();
        Function<Detection, String> line = d -> String.format(Locale.ROOT,
                "- detection %d at %s: %s, %.0f %% sure, box x %d y %d width %d height %d",
                d.id(), CLOCK.format(d.detectedAt().atZone(scene.zone())), OutsideText.quote(d.objectType(), 40),
                100 * d.confidence(), d.bbox().x(), d.bbox().y(), d.bbox().width(), d.bbox().height());
        int more = scene.detections().size() - surest.size();
        return lines(surest.stream().map(line), maxLines, "") + (more > 0 ? "\n- and " + more + " less certain ones" : "");
    }

    private static String activity(RecentActivity activity) {
        return "- %d minutes before, camera %s: %s, risk score %d".formatted(activity.minutesAgo(),
                OutsideText.quote(activity.cameraId(), 64),
                activity.objectTypes().stream().limit(MAX_TYPES).map(type -> OutsideText.quote(type, 40)).collect(Collectors.joining(", ")),
                activity.riskScore());
    }

    private static String lines(Stream<String> lines, int max, String whenEmpty) {
        List<String> all = lines.toList();
        String joined = String.join("\n", all.subList(0, Math.min(max, all.size())));
        return all.isEmpty() ? whenEmpty : all.size() > max ? joined + "\n- and " + (all.size() - max) + " more" : joined;
    }
}
