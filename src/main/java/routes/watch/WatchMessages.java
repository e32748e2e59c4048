package routes.watch;

import java.time.Clock;
import routes.detect.DetectionJob;
import routes.detect.RejectedImage;

/** Writes what the watch routes (10-watch.camel.yaml) hand over to the next stages. Stateless and thread-safe. */
public final class WatchMessages {

    private final Clock clock;

    public WatchMessages(Clock clock) {
        this.clock = clock;
    }

    /** The job of a complete image. @param imageKey under which its content travels, null when it stays where it is */
    public DetectionJob job(Inspection image, String imageKey) {
        return new DetectionJob(image.file().cameraId(), image.file().filePath(), image.modified(), "image", image.sha256(), clock.instant(),
                image.bytes(), imageKey);
    }

    /** Key under which the content is remembered for DEDUPE_TTL_SECONDS; holds the path. */
    public String dedupeKey(Inspection image) {
        return DetectionJob.dedupeKey(image.file().cameraId(), image.sha256());
    }

    /** The record of an invalid image. */
    public RejectedImage rejection(Inspection image) {
        return rejected(image, null);
    }

    /** The record of a complete image whose content came before. */
    public RejectedImage duplicate(Inspection image, String earlierPath) {
        return rejected(image.rejected(RejectReason.DUPLICATE), "same content as " + earlierPath);
    }

    private static RejectedImage rejected(Inspection image, String detail) {
        CameraFile file = image.file();
        return new RejectedImage(file.cameraId(), file.folder(), file.folderPath().toString(), file.filePath(), image.sha256(),
                image.width() == 0 ? null : Integer.valueOf(image.width()), image.height() == 0 ? null : Integer.valueOf(image.height()),
                image.bytes(), image.modified(), image.reason().wireName(), detail);
    }
}
