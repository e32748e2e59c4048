package routes.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import routes.analyze.AnalysisJob;
import routes.analyze.Finding;
import routes.analyze.Judgement;
import routes.analyze.RiskLevel;
import routes.analyze.Scene;
import routes.analyze.Verdict;
import routes.detect.StageTimings;
import routes.enrich.Enrichment;
import routes.store.EventRecord.Timings;

/**
 * Puts an event together for the statements of {@code 60-store.camel.yaml}. Used there and in {@code 50-analyze.camel.yaml}.
 * Thread-safe.
 */
public final class EventRecords {

    private static final Enrichment NOT_ENRICHED_YET = new Enrichment("skipped", List.of(), List.of(), List.of(), 1, List.of(), Map.of());

    private final Clock clock;
    private final MeterRegistry meters;
    private final int alertFloor;

    /** @param alertFloor {@code ALERT_FLOOR} */
    public EventRecords(Clock clock, MeterRegistry meters, int alertFloor) {
        this.clock = clock;
        this.meters = meters;
        this.alertFloor = alertFloor;
        meters.counter("hsi.events.created");
        Stream.of(RiskLevel.values()).forEach(this::ofLevel);
        Stream.of("batch", "enrich", "analyze", "alert", "pipeline").forEach(this::stage);
    }

    /** The event of a batch that was enriched and judged. */
    public EventRecord of(Judgement judgement, AnalysisJob job, Scene scene, Enrichment enrichment, Instant analysisStartedAt, Instant enrichedAt) {
        long analyzed = measured("analyze", enrichedAt, clock.instant());
        long enriched = measured("enrich", analysisStartedAt, enrichedAt);
        return record(judgement, scene, enrichment, enrichment.enrichmentData(), scene.findings(), timings(job, "batch", "pipeline", enriched, analyzed));
    }

    /** The event of a batch whose verdict is on its way. */
    public EventRecord provisional(Judgement judgement, AnalysisJob job, Scene scene) {
        return record(judgement, scene, NOT_ENRICHED_YET, Map.of(), scene.findings(), timings(job, null, "alert", null, null));
    }

    /** The verdict of an event that was stored long ago; what was measured and enriched then stays. */
    public EventRecord secondLook(Judgement judgement, Scene scene) {
        return record(judgement, scene, null, Map.of(), null, null);
    }

    /** Counts an event that has been stored for the first time. */
    public void created(EventRecord event) {
        meters.counter("hsi.events.created").increment();
        ofLevel(event.riskLevel()).increment();
    }

    private Counter ofLevel(RiskLevel level) {
        return meters.counter("hsi.events.by.risk.level", "level", level.wireName());
    }

    private Timer stage(String stage) {
        return Timer.builder("hsi.stage.duration").description("Time spent in a stage of the pipeline").tag("stage", stage).register(meters);
    }

    private EventRecord record(Judgement judgement, Scene scene, Enrichment enrichment, Map<Long, JsonNode> enrichmentData,
                                      List<Finding> findings, Timings timings) {
        Verdict verdict = judgement.verdict();
        return new EventRecord(scene.batchId(), scene.cameraId(), scene.detections().stream().map(d -> d.id()).toList(), verdict.riskScore(),
                verdict.riskLevel(), verdict.summary(), verdict.reasoning(), judgement.prompt(), verdict, judgement.analysisStatus(),
                judgement.analysisError(), alertFloor, scene.isFastPath(), enrichment, enrichmentData, findings, timings);
    }

    /** @param batchStage null = not measured, because it is by another record of the same batch */
    private Timings timings(AnalysisJob job, String batchStage, String wholeStage, Long enriched, Long analyzed) {
        StageTimings first = job.timings();
        if (first == null || job.pipelineStartTime() == null) {
            return new Timings(null, null, null, null, enriched, analyzed, null);
        }
        Instant detectedAt = job.pipelineStartTime().plusMillis(first.queued() + first.detected());
        long batched = batchStage == null ? millis(detectedAt, job.closedAt()) : measured(batchStage, detectedAt, job.closedAt());
        return new Timings(first.watched(), first.queued(), first.detected(), batched, enriched, analyzed,
                measured(wholeStage, job.pipelineStartTime(), clock.instant()));
    }

    private long measured(String stage, Instant from, Instant to) {
        long millis = millis(from, to);
        stage(stage).record(Duration.ofMillis(millis));
        return millis;
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
