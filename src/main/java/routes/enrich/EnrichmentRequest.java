package routes.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import routes.analyze.FindingKind;
import routes.config.Json;
import routes.detect.Detection;

/**
 * One question to one service about one picture. Used by the routes {@code florence-call}, {@code clip-call} and
 * {@code enrichment-service-call}. Immutable but for the bytes of the picture, which nobody writes.
 *
 * @param path      below the base URL of the service
 * @param detection null when it is about the whole picture
 * @param jpeg      the picture, already cropped to the detection
 */
public record EnrichmentRequest(String service, FindingKind kind, String path, Detection detection, byte[] jpeg) {

    private static final double LEAST_KEYPOINT_CONFIDENCE = 0.3;

    /** The JSON body, with the picture in base64. Built only when the call is made, because it is a third larger than the picture. */
    public byte[] body() throws JsonProcessingException {
        ObjectNode body = Json.mapper().createObjectNode().put("image", jpeg);
        if (kind == FindingKind.CAPTION) {
            body.put("prompt", "<CAPTION>");
        } else if (kind == FindingKind.POSE) {
            body.put("min_confidence", LEAST_KEYPOINT_CONFIDENCE);
        }
        return Json.mapper().writeValueAsBytes(body);
    }

    /** What the status of an event calls it: the kind of question. */
    String model() {
        return kind.wireName();
    }

    Long detectionId() {
        return detection == null ? null : detection.id();
    }

    @Override
    public String toString() {
        return service + " " + model() + (detection == null ? " of the whole picture" : " of detection " + detection.id());
    }
}
