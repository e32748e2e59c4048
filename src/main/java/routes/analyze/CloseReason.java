package routes.analyze;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;

/** Why a batch of detections was closed; in lower case on the wire. */
@EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
public enum CloseReason {
    /** No new detection for {@code BATCH_IDLE_TIMEOUT_SECONDS}. */
    IDLE,
    /** {@code BATCH_WINDOW_SECONDS} since the first detection. */
    TIMEOUT,
    /** {@code BATCH_MAX_DETECTIONS} reached. */
    MAX_SIZE,
    /** One confident detection that did not wait for its batch. */
    FAST_PATH
}
