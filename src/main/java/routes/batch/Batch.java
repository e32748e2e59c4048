package routes.batch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import routes.analyze.CloseReason;
import routes.detect.StageTimings;

/**
 * The open batch of one camera: the state of the aggregator in {@code 30-batch.camel.yaml}. Not thread-safe: the aggregator
 * holds its lock while it is changed; {@link #deadline} alone may be read by others.
 */
public final class Batch {

    private final String batchId;
    private final String cameraId;
    private final Instant pipelineStartTime;
    private final Instant firstAt;
    private final Map<Long, BatchMember> members = new LinkedHashMap<>();
    private volatile Instant deadline;
    private CloseReason reason = CloseReason.IDLE;

    /** @param firstAt when its first detection arrived; the window is counted from here */
    Batch(String batchId, String cameraId, Instant pipelineStartTime, Instant firstAt) {
        this.batchId = batchId;
        this.cameraId = cameraId;
        this.pipelineStartTime = pipelineStartTime;
        this.firstAt = firstAt;
        this.deadline = firstAt;
    }

    /** Takes a detection; one that is in the batch already (a redelivery) changes neither content nor deadline. */
    void add(BatchMember member, Instant now, Duration idle, Duration window) {
        if (members.putIfAbsent(member.id(), member) == null) {
            due(now.plus(idle), firstAt.plus(window));
        }
    }

    private void due(Instant idleEnd, Instant windowEnd) {
        boolean capped = windowEnd.isBefore(idleEnd);
        deadline = capped ? windowEnd : idleEnd;
        reason = capped ? CloseReason.TIMEOUT : CloseReason.IDLE;
    }

    void restore(Collection<BatchMember> stored, Instant storedDeadline, CloseReason storedReason) {
        stored.forEach(member -> members.put(member.id(), member));
        deadline = storedDeadline;
        reason = storedReason;
    }

    public String batchId() {
        return batchId;
    }

    public String cameraId() {
        return cameraId;
    }

    public Instant pipelineStartTime() {
        return pipelineStartTime;
    }

    public Instant firstAt() {
        return firstAt;
    }

    /** When it closes unless another detection arrives. */
    public Instant deadline() {
        return deadline;
    }

    /** Why it closes at its deadline. */
    public CloseReason reason() {
        return reason;
    }

    public Collection<BatchMember> members() {
        return members.values();
    }

    /** How long its first detection took to get here. */
    StageTimings timings() {
        return members.values().iterator().next().timings();
    }

    /** Number of detections, compared with {@code BATCH_MAX_DETECTIONS} by the aggregator. */
    @JsonIgnore
    public int size() {
        return members.size();
    }
}
