package routes.watch;

import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file met on a walk through CAMERA_ROOT, with what the folder entry says about it; its content was not read.
 *
 * @param bytes        size; of the link itself when its target is outside CAMERA_ROOT
 * @param lastModified as exact as the file system keeps it
 */
record FoundFile(CameraFile file, long bytes, FileTime lastModified) {

    /** In whole milliseconds, comparable with {@link Inspection#modified()}. */
    Instant modified() {
        return FileTimes.written(lastModified.toInstant());
    }
}
