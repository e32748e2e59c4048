package routes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import routes.config.Json;

/**
 * The bytes behind {@code /api/detections/{id}/image} and {@code /thumbnail}, for the routes of {@code 80-api.camel.yaml}. A path comes
 * from the database only. Decoding is bounded in number and size, so that many viewers cannot take the memory or the cores that the
 * pipeline needs. Thread-safe.
 */
public final class Pictures {

    private static final int THUMBNAIL_WIDTH = 320;
    private static final int DRAWN_SIDE = 4096;
    private static final int WAIT_SECONDS = 5;
    // what a detection shows never changes
    private static final String KEEP = "private, max-age=86400, immutable";

    private static final String CHECK = "private, no-cache";

    private final PictureFiles files;
    private final PictureDecoder decoder;
    private final PictureArtist artist = new PictureArtist();
    private final ThumbnailCache thumbnails;
    private final Semaphore decoding;

    /**
     * @param cameraRoot        {@code CAMERA_ROOT}: nothing outside of it is ever read
     * @param dataDir           {@code DATA_DIR}: thumbnails are kept below it
     * @param maxImagePixels    {@code MAX_IMAGE_PIXELS}
     * @param maxThumbnailBytes disk space for thumbnails
     * @param maxDecodings      pictures decoded at a time, at least 1; further requests wait 5 s, then get 503
     */
    public Pictures(String cameraRoot, String dataDir, long maxImagePixels, long maxThumbnailBytes, int maxDecodings) {
        this.files = new PictureFiles(Path.of(cameraRoot));
        this.decoder = new PictureDecoder(maxImagePixels);
        this.thumbnails = new ThumbnailCache(Path.of(dataDir).resolve("thumbnails"), maxThumbnailBytes);
        this.decoding = new Semaphore(maxDecodings, true);
    }

    /**
     * The camera's file, or with {@code boxes} a JPEG with the detections drawn in.
     *
     * @param row JSON of {@code sql/api/picture.sql}
     */
    public Content image(ApiRequest request, String row) {
        Picture picture = parse(row);
        boolean boxes = request.flag("boxes").orElse(false);
        String etag = '"' + picture.fileHash() + (boxes ? "-boxes-" + request.required("id") : "") + '"';
        if (isKnown(request, etag)) {
            return Content.unchanged(etag, KEEP);
        }
        byte[] file = files.read(picture);
        return boxes
                ? Content.of("image/jpeg", etag, KEEP, bounded(() -> artist.withBoxes(decoder.decode(picture, file, DRAWN_SIDE, true), picture)))
                : Content.of(picture.mediaType(), etag, KEEP, file);
    }

    /**
     * The newest picture of a camera, which browsers ask for again each time.
     *
     * @param row JSON of {@code sql/api/snapshot.sql}
     */
    public Content snapshot(ApiRequest request, String row) {
        Picture picture = parse(row);
        String etag = '"' + picture.fileHash() + '"';
        return isKnown(request, etag) ? Content.unchanged(etag, CHECK) : Content.of(picture.mediaType(), etag, CHECK, files.read(picture));
    }

    /**
     * A JPEG at most 320 pixels wide; also available after the camera's file has gone, as long as it is cached.
     *
     * @param row JSON of {@code sql/api/picture.sql}
     */
    public Content thumbnail(ApiRequest request, String row) {
        Picture picture = parse(row);
        String etag = '"' + picture.fileHash() + '-' + THUMBNAIL_WIDTH + '"';
        if (isKnown(request, etag)) {
            return Content.unchanged(etag, KEEP);
        }
        return Content.of("image/jpeg", etag, KEEP, thumbnails.find(picture.fileHash()).orElseGet(() -> {
            byte[] file = files.read(picture);
            byte[] small = bounded(() -> artist.scaled(decoder.decode(picture, file, THUMBNAIL_WIDTH, false).image(), THUMBNAIL_WIDTH));
            thumbnails.keep(picture.fileHash(), small);
            return small;
        }));
    }

    private <T> T bounded(Supplier<T> work) {
        try {
            if (!decoding.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(503, "BUSY", "Too many pictures are asked for at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "STOPPING", "The service is stopping");
        }
        try {
            return work.get();
        } finally {
            decoding.release();
        }
    }

    private static boolean isKnown(ApiRequest request, String etag) {
        return Content.isKnown(request.text("If-None-Match"), etag);
    }

    private static Picture parse(String row) {
        try {
            return Json.mapper().readValue(row, Picture.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("picture.sql does not return a picture", e);
        }
    }
}
