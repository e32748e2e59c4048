package routes.detect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/**
 * The multipart body of {@code POST /detect}. Used by route {@code detector} in {@code 20-detect.camel.yaml}.
 * Stateless.
 */
public final class DetectorRequest {

    /** Without the charset of the library's own constant, which RFC 7578 does not know. */
    private static final ContentType FORM_DATA = ContentType.create("multipart/form-data");

    /** Bytes up to which a picture is read at once: the client's way through a file, 4 KB at a time, costs ten times as many system calls. */
    private static final int IN_ONE_PIECE = 2 * 1024 * 1024;

    /**
     * @param picture the content when it came by {@link ImageTransport}; null: it is read from the file, while it is sent when it is large
     * @throws FileNotFoundException when the picture has gone since it was queued
     * @throws IOException           when it cannot be read
     */
    public HttpEntity of(DetectionJob job, byte[] picture) throws IOException {
        Path file = Path.of(job.filePath());
        MultipartEntityBuilder upload = MultipartEntityBuilder.create().setMode(HttpMultipartMode.STRICT).setContentType(FORM_DATA);
        if (picture != null) {
            return upload.addBinaryBody("file", picture, mediaType(job), safeName(file)).build();
        }
        if (!Files.isReadable(file)) {
            throw new FileNotFoundException(job.filePath());
        }
        if (Files.size(file) <= IN_ONE_PIECE) {
            return upload.addBinaryBody("file", Files.readAllBytes(file), mediaType(job), safeName(file)).build();
        }
        return upload.addBinaryBody("file", file.toFile(), mediaType(job), safeName(file)).build();
    }

    /**
     * Whether the picture has gone since it was queued, or another one has taken its place: cameras overwrite their files. Its content is
     * looked at only when size or modification time is another.
     *
     * @param picture as above
     * @throws IOException when its content cannot be read
     */
    public boolean isMissing(DetectionJob job, byte[] picture) throws IOException {
        if (picture != null) {
            return false;
        }
        Path file = Path.of(job.filePath());
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            return true; // the folder may be away as well: a sweep finds the file when it is there again
        }
        boolean untouched = job.bytes() != null && attributes.size() == job.bytes()
                && attributes.lastModifiedTime().toMillis() == job.timestamp().toEpochMilli();
        return !attributes.isRegularFile() || !untouched && !ContentHash.of(file).equals(job.fileHash());
    }

    static ContentType mediaType(DetectionJob job) {
        return job.filePath().toLowerCase(java.util.Locale.ROOT).endsWith(".png") ? ContentType.IMAGE_PNG : ContentType.IMAGE_JPEG;
    }

    /** A file name is text from outside: nothing of it may end the quoted string of the part's header. */
    private static String safeName(Path file) {
        return file.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
