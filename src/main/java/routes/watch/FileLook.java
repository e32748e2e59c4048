package routes.watch;

import java.nio.file.attribute.FileTime;

/**
 * How a file looked at one moment, to be compared with how it looks later.
 *
 * @param modified as exact as the file system keeps it
 */
public record FileLook(CameraFile file, long bytes, FileTime modified) {
}
