package routes.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import routes.analyze.AnalysisJob;
import routes.analyze.Judgement;
import routes.analyze.Scene;
import routes.analyze.Verdict;
import routes.detect.StageTimings;
import routes.enrich.Enrichment;
import routes.store.EventRecord.Timings;

/** Puts an event together for {@code sql/store-event.sql}. Used by route {@code store-event} in {@code 60-store.camel.yaml}. Thread-safe. */
public final class EventRecords {

    private final Clock clock;
    private final MeterRegistry meters;

    public EventRecords(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    public EventRecord of(Judgement judgement, AnalysisJob job, Scene scene, Enrichment enrichment, Instant analysisStartedAt, Instant enrichedAt) {
        Verdict verdict = judgement.verdict();
        meters.counter("hsi.events.by.risk.level", "level", verdict.riskLevel().wireName()).increment();
        return new EventRecord(job.batchId(), job.cameraId(), scene.detections().stream().map(d -> d.id()).toList(), verdict.riskScore(),
                verdict.riskLevel(), verdict.summary(), verdict.reasoning(), judgement.prompt(), verdict, judgement.analysisStatus(),
                judgement.analysisError(), job.isFastPath(), enrichment, enrichment == null ? Map.of() : enrichment.enrichmentData(),
                timings(job, analysisStartedAt, enrichedAt));
    }

    private Timings timings(AnalysisJob job, Instant analysisStartedAt, Instant enrichedAt) {
        Instant now = clock.instant();
        StageTimings first = job.timings();
        long analyzed = measured("analyze", enrichedAt, now);
        long enriched = measured("enrich", analysisStartedAt, enrichedAt);
        if (first == null || job.pipelineStartTime() == null) {
            return new Timings(null, null, null, null, enriched, analyzed, null);
        }
        Instant detectedAt = job.pipelineStartTime().plusMillis(first.queued() + first.detected());
        return new Timings(first.watched(), first.queued(), first.detected(), measured("batch", detectedAt, job.closedAt()), enriched, analyzed,
                measured("pipeline", job.pipelineStartTime(), now));
    }

    private long measured(String stage, Instant from, Instant to) {
        long millis = Math.max(0, Duration.between(from, to).toMillis());
        Timer.builder("hsi.stage.duration").description("Time spent in a stage of the pipeline").tag("stage", stage).register(meters)
                .record(Duration.ofMillis(millis));
        return millis;
    }
}
