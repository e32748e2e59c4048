package routes.watch;

import java.time.Instant;
import java.util.Locale;

/**
 * What one look at a file found. Immutable.
 *
 * @param file     the file that was looked at
 * @param state    what to do with it
 * @param reason   why it is {@link State#INVALID}, or would be if it stayed as it is now ({@link State#INCOMPLETE});
 *                 null when nothing is wrong with it
 * @param format   {@code jpeg} or {@code png} by the magic bytes, null when it is neither or was not read
 * @param width    pixels by the header, 0 when unknown
 * @param height   pixels by the header, 0 when unknown
 * @param bytes    size of the file, of the link itself when the link is refused
 * @param modified modification time in whole milliseconds, the {@code captured_at} of the image
 * @param sha256   64 lower-case hex digits over the content, empty when the content was not read to its end
 */
public record Inspection(CameraFile file, State state, RejectReason reason, String format, int width, int height,
                         long bytes, Instant modified, String sha256) {

    /** What to do with a file. */
    public enum State {
        /** Whole and valid: it can be queued now. */
        COMPLETE,
        /** May still be being written: wait until it no longer changes. */
        INCOMPLETE,
        /** Will not become valid without being changed: record it with the reason. */
        INVALID,
        /** No file there: it vanished meanwhile, or it is a folder. Nothing to do. */
        ABSENT
    }

    public Inspection {
        modified = FileTimes.written(modified);
        if (state == State.INVALID && reason == null) {
            throw new IllegalArgumentException("an invalid file has a reason");
        }
    }

    /** The same file refused, for reasons that only later steps see, like {@link RejectReason#DUPLICATE}. */
    public Inspection rejected(RejectReason why) {
        return new Inspection(file, State.INVALID, why, format, width, height, bytes, modified, sha256);
    }

    /** {@code image/jpeg}, {@code image/png}, or null when it is neither. */
    public String mimeType() {
        return format == null ? null : "image/" + format;
    }

    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    public boolean isIncomplete() {
        return state == State.INCOMPLETE;
    }

    public boolean isInvalid() {
        return state == State.INVALID;
    }

    /** For the log: one line, names camera and image, no control characters. */
    @Override
    public String toString() {
        return "image %s of camera %s: %s%s, %d bytes, %s %dx%d".formatted(Printable.of(file.path()), file.cameraId(), state.name().toLowerCase(Locale.ROOT),
                reason == null ? "" : " (" + reason + ")", bytes, format, width, height);
    }
}
