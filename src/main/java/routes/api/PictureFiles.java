package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads camera files that the database knows, and only while they are still what was detected: cameras overwrite their files, and a
 * picture that does not fit its boxes is worse than none. Thread-safe.
 */
final class PictureFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);
    // no camera's still picture is larger; the embedded detector refuses those over 10 MiB
    private static final long MAX_BYTES = 64L << 20;

    private final Path root;

    PictureFiles(Path root) {
        this.root = root;
    }

    /** @throws ApiException 410 when the file is gone, has been replaced, or is not inside of CAMERA_ROOT */
    byte[] read(Picture picture) {
        try {
            Path file = Path.of(picture.filePath()).toRealPath();
            if (!file.startsWith(root.toRealPath()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                LOG.warn("image {}: not a file inside of CAMERA_ROOT, the client is told that it is gone", picture.filePath());
                throw gone();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw replaced();
            }
            long modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
            byte[] bytes = content(file);
            if (modified != picture.capturedAt().toEpochMilli() && !sha256(bytes).equals(picture.fileHash())) {
                throw replaced();
            }
            return bytes;
        } catch (IOException e) {
            LOG.info("image {}: cannot be read any more, the client is told that it is gone: {}", picture.filePath(), e.toString());
            throw gone();
        }
    }

    /** Not through a link that has taken the file's place since. */
    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw replaced();
            }
            return bytes;
        }
    }

    /**
     * Removes a file that is inside of CAMERA_ROOT and still has the modification time or the content of then.
     *
     * @param fileHash empty when the content is not known
     * @return whether it was removed; false also when it has gone already
     */
    boolean removeIfSame(String filePath, String fileHash, Instant capturedAt) throws IOException {
        Path file = Path.of(filePath);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !file.toRealPath().startsWith(root.toRealPath())) {
            return false;
        }
        boolean same = Files.getLastModifiedTime(file).toMillis() == capturedAt.toEpochMilli()
                || !fileHash.isEmpty() && Files.size(file) <= MAX_BYTES && sha256(Files.readAllBytes(file)).equals(fileHash);
        return same && Files.deleteIfExists(file);
    }

    private static ApiException gone() {
        return new ApiException(410, "IMAGE_GONE", "The camera's file has been removed");
    }

    private static ApiException replaced() {
        return new ApiException(410, "IMAGE_REPLACED", "The camera's file has been replaced by another picture");
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
