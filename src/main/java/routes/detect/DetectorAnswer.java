package routes.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.detect.DetectedImage.Found;
import routes.remote.AnswerJson;
import routes.remote.Answers;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * Reads the detector's answer (section 1.1 of the wire contract): a detection that is unusable is skipped and counted, the others
 * are kept; an answer without {@code detections} is malformed, never an empty scene. Used by route {@code detect}. Thread-safe.
 */
public final class DetectorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorAnswer.class);

    /** Far above any inference, far below what a column of type real holds. */
    private static final double LONGEST_INFERENCE_MS = 1e9;
    /** Those of the wire contract; a detector may know others. */
    private static final List<String> CLASSES = List.of("person", "bicycle", "car", "motorcycle", "bus", "truck", "bird", "cat", "dog");
    /** COCO has 80 classes: more are not told apart in the metrics, each name of which is kept for ever. */
    private static final int MOST_CLASSES_COUNTED = 200;
    /** Three times what detectors are usually limited to. */
    private static final int MOST_DETECTIONS = 1_000;
    private static final int MOST_PIXELS_A_SIDE = 1_000_000;

    private final DetectionJobs jobs;
    private final StageTimes times;
    private final double threshold;
    private final MeterRegistry meters;
    private final Counter filtered;
    private final Counter processed;
    private final Counter unusable;
    private final Map<String, Timer> stages;
    private final Set<String> counted = ConcurrentHashMap.newKeySet();

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

    /** @throws RemoteServiceException parse_error when this is not the answer of a detector, validation_error when it holds too many detections */
    public DetectedImage read(String body, DetectionJob job, Instant detectStartedAt) throws RemoteServiceException {
        JsonNode answer = tree(body);
        JsonNode list = list(answer);
        int width = pixels(answer.path("image_width"));
        int height = pixels(answer.path("image_height"));
        List<Found> usable = StreamSupport.stream(list.spliterator(), false).flatMap(item -> DetectionReader.read(item, width, height).stream()).toList();
        int skipped = list.size() - usable.size();
        if (skipped > 0) {
            unusable.increment(skipped);
            LOG.warn("{}: {} of {} detections have no usable class, bbox or confidence and are skipped", job.label(), skipped, list.size());
        }
        List<Found> found = usable.stream().filter(this::isKept).toList();
        StageTimings timings = measured(times.of(job, detectStartedAt));
        CameraFolder folder = jobs.folder(job);
        return new DetectedImage(job.cameraId(), folder.name(), folder.path(), job.filePath(), job.fileHash(),
                DetectorRequest.mediaType(job).getMimeType(), width > 0 ? width : null, height > 0 ? height : null, job.bytes(),
                job.timestamp(), job.pipelineStartTime(), milliseconds(answer.path("inference_time_ms")), job.pipelineStartTime(), timings, found);
    }

    /** Counts a 4xx, and says on one line for people what it says: its category, status and {@code detail}, or the start of its body when it has none. */
    public String refusal(int status, String body) {
        String category = ErrorCategory.ofStatus(status).wireName();
        meters.counter("hsi.pipeline.errors", "error_type", "detector_" + category).increment();
        String detail = body;
        try {
            JsonNode text = tree(body).path("detail");
            detail = text.isTextual() ? text.textValue() : body;
        } catch (RemoteServiceException notJson) {
            LOG.debug("the detector refuses in words of its own", notJson);
        }
        return "%s: HTTP %d %s".formatted(category, status, Answers.excerpt(detail)).strip();
    }

    /** A list of something else than detections, from a detector of another kind, must not look like an empty scene. */
    private static JsonNode list(JsonNode answer) throws RemoteServiceException {
        JsonNode list = answer.path("detections");
        if (!list.isArray()) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, "detector: answer has no list of detections");
        }
        if (list.size() > MOST_DETECTIONS) {
            throw new RemoteServiceException("detector", ErrorCategory.VALIDATION_ERROR,
                    "detector: answer has %d detections, more than %d".formatted(list.size(), MOST_DETECTIONS));
        }
        if (!list.isEmpty() && StreamSupport.stream(list.spliterator(), false).noneMatch(DetectionReader::isDetection)) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR,
                    "detector: answer has a list of something else than detections: none has class, confidence or bbox");
        }
        return list;
    }

    private static JsonNode tree(String body) throws RemoteServiceException {
        try {
            return AnswerJson.read(body);
        } catch (JsonProcessingException e) {
            throw new RemoteServiceException("detector", ErrorCategory.PARSE_ERROR, 200, null, "detector: answer is not JSON", e);
        }
    }

    private boolean isKept(Found detection) {
        if (detection.confidence() < threshold) {
            filtered.increment();
            return false;
        }
        processed.increment();
        ofClass(detection.objectType()).increment();
        return true;
    }

    private Counter ofClass(String objectType) {
        boolean isNamed = counted.contains(objectType) || counted.size() < MOST_CLASSES_COUNTED && counted.add(objectType);
        return meters.counter("hsi.detections.by.class", "object_class", isNamed ? objectType : "other");
    }

    private StageTimings measured(StageTimings image) {
        stages.get("watch").record(image.watched(), TimeUnit.MILLISECONDS);
        stages.get("queue").record(image.queued(), TimeUnit.MILLISECONDS);
        stages.get("detect").record(image.detected(), TimeUnit.MILLISECONDS);
        return image;
    }

    /** 0 when the detector does not say, or nothing that can be. */
    private static int pixels(JsonNode value) {
        return value.canConvertToInt() && value.intValue() > 0 && value.intValue() <= MOST_PIXELS_A_SIDE ? value.intValue() : 0;
    }

    private static Double milliseconds(JsonNode value) {
        double millis = value.asDouble();
        return value.isNumber() && millis >= 0 && millis <= LONGEST_INFERENCE_MS ? millis : null;
    }
}
