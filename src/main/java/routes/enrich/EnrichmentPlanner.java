package routes.enrich;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.Scene;
import routes.enrich.Enrichment.Failure;
import routes.remote.ErrorCategory;

/**
 * Decides what is asked about a batch: chooses the key frames and cuts out what was detected. Each picture is decoded once; only what
 * will be sent stays in memory. Used by route {@code enrich} in {@code 40-enrich.camel.yaml}. Thread-safe.
 */
public final class EnrichmentPlanner {

    private static final Logger LOG = LoggerFactory.getLogger(EnrichmentPlanner.class);
    /** A 4K picture is decoded in full, six of them at a time: about 150 MB. */
    private static final int MOST_PIXELS_OF_A_PICTURE = 9_000_000;
    private static final int MOST_PIXELS = 50_000_000;

    private final Questions questions;
    private final KeyFrames keyFrames;
    private final Duration limit;
    private final Clock clock;
    private final PictureDecoder decoder = new PictureDecoder(MOST_PIXELS, MOST_PIXELS_OF_A_PICTURE);

    /**
     * @param florence       whether {@code FLORENCE_URL} is set; {@code clip} and {@code enrichment} alike
     * @param maxImages      {@code ENRICHMENT_MAX_IMAGES}
     * @param deadlineMillis {@code ENRICHMENT_DEADLINE_SECONDS} in milliseconds, for all of it
     * @param modelSees      {@code NEMOTRON_VISION}: the key frames are kept for the model too
     */
    public EnrichmentPlanner(boolean florence, boolean clip, boolean enrichment, int maxImages, long deadlineMillis, boolean modelSees, Clock clock) {
        Set<String> services = Stream.of(florence ? Question.FLORENCE : "", clip ? Question.CLIP : "", enrichment ? Question.ENRICHMENT : "")
                .filter(service -> !service.isEmpty()).collect(Collectors.toSet());
        this.questions = new Questions(services, modelSees);
        this.keyFrames = new KeyFrames(maxImages);
        this.limit = Duration.ofMillis(deadlineMillis);
        this.clock = clock;
    }

    /** The time of the batch starts here. A picture that cannot be read is a failure in the plan; the others are used. */
    public EnrichmentPlan plan(Scene scene) {
        EnrichmentPlan nothing = new EnrichmentPlan(List.of(), List.of(), List.of(), clock, clock.instant(), limit);
        List<Failure> failures = new ArrayList<>();
        List<CandidateFrame> candidates = CandidateFrame.of(scene).stream().filter(questions::arePossible).toList();
        List<PreparedFrame> prepared = keyFrames.worthDecoding(candidates).stream()
                .map(frame -> prepare(frame, scene, nothing, failures)).flatMap(Optional::stream).toList();
        List<PreparedFrame> chosen = keyFrames.choose(prepared);
        return nothing.asking(Questions.inOrder(chosen), failures, chosen.stream().map(PreparedFrame::forModel).filter(Objects::nonNull).toList());
    }

    private Optional<PreparedFrame> prepare(CandidateFrame frame, Scene scene, EnrichmentPlan time, List<Failure> failures) {
        try {
            if (!time.hasTime()) {
                throw new IOException("no time was left for it");
            }
            return Optional.of(decoder.decode(Path.of(frame.filePath()), time.callMillisLeft(), picture -> questions.about(frame, picture)));
        } catch (IOException | InvalidPathException e) {
            LOG.warn("batch {} of camera {}: the picture of detection {} is not enriched ({}), the others are",
                    scene.batchId(), scene.cameraId(), frame.best().id(), e.getMessage());
            failures.add(new Failure("picture", ErrorCategory.VALIDATION_ERROR.wireName(), "a picture could not be used: " + reason(e)));
            return Optional.empty();
        }
    }

    /** Without the path that the messages of the file system carry. */
    private static String reason(Exception error) {
        return error.getClass() == IOException.class ? error.getMessage() : error.getClass().getSimpleName();
    }
}
