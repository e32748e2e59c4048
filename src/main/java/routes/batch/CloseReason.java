package routes.batch;

import java.util.Locale;

/** Why a batch was closed, in lower case on the wire. */
public enum CloseReason {
    /** No new detection for {@code BATCH_IDLE_TIMEOUT_SECONDS}. */
    IDLE,
    /** {@code BATCH_WINDOW_SECONDS} since its first detection. */
    TIMEOUT,
    /** {@code BATCH_MAX_DETECTIONS} reached. */
    MAX_SIZE,
    /** One confident detection that is judged alone and at once. */
    FAST_PATH;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
