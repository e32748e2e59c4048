package routes.watch;

import java.time.Clock;

/** Writes what the watch routes (10-watch.camel.yaml) hand over to the next stages. Stateless and thread-safe. */
public final class WatchMessages {

    private final Clock clock;

    public WatchMessages(Clock clock) {
        this.clock = clock;
    }

    /** The job of a complete image. */
    public ImageJob job(Inspection image) {
        return ImageJob.of(image, clock);
    }

    /** Key under which the content is remembered for DEDUPE_TTL_SECONDS; holds the path. */
    public String dedupeKey(Inspection image) {
        return "dedupe:" + image.file().cameraId() + ":" + image.sha256();
    }

    /** The record of an invalid image. */
    public Rejection rejection(Inspection image) {
        return Rejection.of(image, null);
    }

    /** The record of a complete image whose content came before. */
    public Rejection duplicate(Inspection image, String earlierPath) {
        return Rejection.of(image.rejected(RejectReason.DUPLICATE), "same content as " + earlierPath);
    }
}
