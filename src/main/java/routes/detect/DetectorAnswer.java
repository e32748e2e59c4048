package routes.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.detect.DetectedImage.Found;
import routes.remote.Answers;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * Reads the detector's answer (section 1.1 of the wire contract): a detection that is unusable is skipped and counted, the others
 * are kept; an answer without {@code detections} is malformed, never an empty scene. Used by route {@code detect}. Thread-safe.
 */
public final class DetectorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorAnswer.class);

    /** Of visible characters: PostgreSQL stores no NUL, and nothing writes half a surrogate pair. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\P{C}{1,64}");
    /** Far above any inference, far below what a column of type real holds. */
    private static final double LONGEST_INFERENCE_MS = 1e9;
    /** Those of the wire contract; a detector may know others. */
    private static final List<String> CLASSES = List.of("person", "bicycle", "car", "motorcycle", "bus", "truck", "bird", "cat", "dog");

    private final DetectionJobs jobs;
    private final StageTimes times;
    private final double threshold;
    private final MeterRegistry meters;
    private final Counter filtered;
    private final Counter processed;
    private final Counter unusable;
    private final Map<String, Timer> stages;

    /** @param threshold {@code DETECTION_CONFIDENCE_THRESHOLD}, 0..1: what is below is dropped and counted */
    public DetectorAnswer(DetectionJobs jobs, StageTimes times, double threshold, MeterRegistry meters) {
        this.jobs = jobs;
        this.times = times;
        this.threshold = threshold;
        this.meters = meters;
        // all of them from the start: what Prometheus first sees at one it takes for no increase
        this.filtered = meters.counter("hsi.detections.filtered.low.confidence");
        this.processed = meters.counter("hsi.detections.processed");
        this.unusable = meters.counter("hsi.pipeline.errors", "error_type", "unusable_detection");
        this.stages = Stream.of("watch", "queue", "detect").collect(Collectors.toUnmodifiableMap(stage -> stage,
                stage -> Timer.builder("hsi.stage.duration").description("Time spent in a stage of the pipeline").tag("stage", stage).register(meters)));
        CLASSES.forEach(this::ofClass);
    }

    /** @throws RemoteServiceException parse_error when this is not the answer of a detector */
    public DetectedImage read(String body, DetectionJob job, Instant detectStartedAt) throws RemoteServiceException {
        JsonNode answer = tree(body);
        JsonNode list = answer.path("detections");
        if (!list.isArray()) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, "detector: answer has no list of detections");
        }
        if (!list.isEmpty() && StreamSupport.stream(list.spliterator(), false).noneMatch(JsonNode::isObject)) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, "detector: answer has a list of something else than detections");
        }
        int width = answer.path("image_width").asInt();
        int height = answer.path("image_height").asInt();
        List<Found> found = new ArrayList<>();
        for (JsonNode item : list) {
            usable(item, width, height).ifPresentOrElse(detection -> keep(detection, found), () -> {
                unusable.increment();
                LOG.warn("image {} of camera {}: a detection without usable class, bbox or confidence is skipped", job.fileHash(), job.cameraId());
            });
        }
        StageTimings timings = measured(times.of(job, detectStartedAt));
        CameraFolder folder = jobs.folder(job);
        return new DetectedImage(job.cameraId(), folder.name(), folder.path(), job.filePath(), job.fileHash(),
                DetectorRequest.mediaType(job).getMimeType(), width > 0 ? width : null, height > 0 ? height : null, job.bytes(),
                job.timestamp(), job.pipelineStartTime(), milliseconds(answer.path("inference_time_ms")), job.pipelineStartTime(), timings, found);
    }

    /** What a 4xx says, on one line, for people: its status and {@code detail}, or the start of its body when it has none. */
    public String refusal(int status, String body) {
        String detail = body;
        try {
            JsonNode text = tree(body).path("detail");
            detail = text.isTextual() ? text.textValue() : body;
        } catch (RemoteServiceException notJson) {
            LOG.debug("the detector refuses in words of its own", notJson);
        }
        return ("HTTP " + status + " " + Answers.excerpt(detail)).strip();
    }

    private static JsonNode tree(String body) throws RemoteServiceException {
        try {
            return Json.mapper().readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, 200, null, "detector: answer is not JSON", e);
        }
    }

    private void keep(Found detection, List<Found> found) {
        if (detection.confidence() < threshold) {
            filtered.increment();
        } else {
            processed.increment();
            ofClass(detection.objectType()).increment();
            found.add(detection);
        }
    }

    private Counter ofClass(String objectType) {
        return meters.counter("hsi.detections.by.class", "object_class", objectType);
    }

    private StageTimings measured(StageTimings image) {
        stages.get("watch").record(image.watched(), TimeUnit.MILLISECONDS);
        stages.get("queue").record(image.queued(), TimeUnit.MILLISECONDS);
        stages.get("detect").record(image.detected(), TimeUnit.MILLISECONDS);
        return image;
    }

    private static Optional<Found> usable(JsonNode item, int width, int height) {
        String type = item.path("class").asText("").strip();
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

    private static Double milliseconds(JsonNode value) {
        double millis = value.asDouble();
        return value.isNumber() && millis >= 0 && millis <= LONGEST_INFERENCE_MS ? millis : null;
    }
}
