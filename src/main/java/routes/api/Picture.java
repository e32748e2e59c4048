package routes.api;

import java.time.Instant;
import java.util.List;

/**
 * The file behind a detection, as {@code sql/api/picture.sql} returns it.
 *
 * @param filePath   absolute, as it was when the picture was detected
 * @param fileHash   SHA-256 of the content then, in hex
 * @param capturedAt the file's modification time then, in milliseconds
 * @param boxes      everything seen in it; the detection asked for comes last
 */
record Picture(String filePath, String fileHash, String mediaType, Instant capturedAt, List<Box> boxes) {

    record Box(String label, double confidence, Area bbox, boolean askedFor) {
    }

    /** Pixels of the original picture. */
    record Area(int x, int y, int width, int height) {
    }
}
