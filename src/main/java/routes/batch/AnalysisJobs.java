package routes.batch;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import routes.analyze.AnalysisJob;
import routes.analyze.CloseReason;

/** Describes a closed batch, or a fast-path detection alone, as a job of {@code analysis_queue}. Used by {@code 30-batch.camel.yaml}. */
public final class AnalysisJobs {

    private final Clock clock;

    public AnalysisJobs(Clock clock) {
        this.clock = clock;
    }

    /** @param completedBy what closed it, in the aggregator's words: its deadline ({@code timeout}) or its size ({@code predicate}) */
    public AnalysisJob of(Batch batch, String completedBy) {
        CloseReason reason = "predicate".equals(completedBy) ? CloseReason.MAX_SIZE : batch.reason();
        Instant startedAt = batch.members().stream().map(BatchMember::detectedAt).min(Comparator.naturalOrder()).orElse(batch.firstAt());
        return new AnalysisJob(batch.batchId(), batch.cameraId(), batch.members().stream().map(BatchMember::id).toList(), startedAt,
                clock.instant(), reason, false, batch.pipelineStartTime(), batch.timings());
    }

    /** A batch of one whose id follows from the detection, so that a redelivery finds the same one. */
    public AnalysisJob fastPath(BatchMember member) {
        return new AnalysisJob("fast_path_" + member.id(), member.cameraId(), List.of(member.id()), member.detectedAt(), clock.instant(),
                CloseReason.FAST_PATH, true, member.pipelineStartTime(), member.timings());
    }
}
