package routes.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a file kept its size and modification time. It only looks; the waiting between two looks is done by the aggregators of the
 * watch routes (10-watch.camel.yaml), which hold no thread. Stateless and thread-safe.
 */
public final class FileStability {

    private static final Logger LOG = LoggerFactory.getLogger(FileStability.class);

    /** @return null when there is no file (any more) */
    public FileLook look(CameraFile file) {
        try {
            BasicFileAttributes attributes = attributes(file.path());
            return new FileLook(file, attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            LOG.debug("image {} of camera {} is gone before it was whole, nothing to do: {}",
                    Printable.of(file.path()), file.cameraId(), Printable.of(e));
            return null;
        }
    }

    /** Whether the file looks the same now; a file that is gone has not changed, its inspection will say so. */
    public boolean isUnchanged(FileLook before) {
        FileLook now = look(before.file());
        return now == null || now.equals(before);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }
}
