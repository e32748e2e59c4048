package routes.detect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import routes.detect.DetectedImage.Found;

/** One detection of a detector's answer. */
final class DetectionReader {

    /** Of visible characters: PostgreSQL stores no NUL, and nothing writes half a surrogate pair. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\P{C}{1,64}");

    private DetectionReader() {
    }

    /** Whether it is meant as one, be it usable or not. */
    static boolean isDetection(JsonNode item) {
        return Stream.of("class", "confidence", "bbox").anyMatch(item::has);
    }

    /**
     * @param width of the picture the box is clamped to, 0 when it is not known; so height
     * @return empty when class, confidence or bbox is unusable
     */
    static Optional<Found> read(JsonNode item, int width, int height) {
        String type = item.path("class").isTextual() ? item.path("class").textValue().strip() : "";
        JsonNode confidence = item.path("confidence");
        if (!CLASS_NAME.matcher(type).matches() || !confidence.isNumber() || !(confidence.asDouble() >= 0 && confidence.asDouble() <= 1)) {
            return Optional.empty();
        }
        return box(item.path("bbox"), width, height).map(box -> new Found(type, confidence.asDouble(), box));
    }

    private static Optional<BoundingBox> box(JsonNode bbox, int width, int height) {
        JsonNode[] values = bbox.isArray() && bbox.size() == 4
                ? new JsonNode[] {bbox.get(0), bbox.get(1), bbox.get(2), bbox.get(3)}
                : new JsonNode[] {bbox.path("x"), bbox.path("y"), bbox.path("width"), bbox.path("height")};
        for (JsonNode value : values) {
            if (!value.isNumber() || !Double.isFinite(value.asDouble()) || Math.abs(value.asDouble()) > 1_000_000) {
                return Optional.empty();
            }
        }
        long left = Math.max(0, Math.round(values[0].asDouble()));
        long top = Math.max(0, Math.round(values[1].asDouble()));
        long right = Math.min(width > 0 ? width : Integer.MAX_VALUE, Math.round(values[0].asDouble() + values[2].asDouble()));
        long bottom = Math.min(height > 0 ? height : Integer.MAX_VALUE, Math.round(values[1].asDouble() + values[3].asDouble()));
        return right <= left || bottom <= top
                ? Optional.empty()
                : Optional.of(new BoundingBox((int) left, (int) top, (int) (right - left), (int) (bottom - top)));
    }
}
