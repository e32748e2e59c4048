package routes.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what lies on disk for rows that are about to go: thumbnails always, camera files with {@code CLEANUP_DELETE_IMAGES} only, and
 * then only a file that still is the picture of the row, because cameras overwrite their files. Used by the route {@code retention} of
 * {@code 85-housekeeping.camel.yaml}, before the rows are removed: a crash in between leaves no file behind. Thread-safe.
 */
public final class OldPictures {

    private static final Logger LOG = LoggerFactory.getLogger(OldPictures.class);

    private final PictureFiles files;
    private final ThumbnailCache thumbnails;
    private final boolean deleteFiles;
    private final MeterRegistry meters;

    /**
     * @param cameraRoot  {@code CAMERA_ROOT}: nothing outside of it is ever removed
     * @param dataDir     {@code DATA_DIR}
     * @param deleteFiles {@code CLEANUP_DELETE_IMAGES}
     */
    public OldPictures(String cameraRoot, String dataDir, boolean deleteFiles, MeterRegistry meters) {
        this.files = new PictureFiles(Path.of(cameraRoot));
        this.thumbnails = new ThumbnailCache(Path.of(dataDir).resolve("thumbnails"), Long.MAX_VALUE);
        this.deleteFiles = deleteFiles;
        this.meters = meters;
    }

    public void remove(RetentionBatch batch) {
        for (RetentionBatch.Image image : batch.images()) {
            thumbnails.remove(image.fileHash());
            if (deleteFiles) {
                removeFile(image);
            }
        }
    }

    private void removeFile(RetentionBatch.Image image) {
        try {
            if (files.removeIfSame(image.filePath(), image.fileHash(), image.capturedAt())) {
                meters.counter("hsi.retention.removed", "kind", "files").increment();
            }
        } catch (IOException e) {
            LOG.warn("image {}: its file cannot be removed and stays, its row goes: {}", image.filePath(), e.toString());
        }
    }
}
