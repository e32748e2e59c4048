package routes.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.LogText;
import routes.detect.RejectedImage;
import routes.watch.RejectReason;

/** Counts and logs an image that was refused, once. Used by route {@code reject-image} in {@code 60-store.camel.yaml}. */
public final class Rejections {

    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

    private final MeterRegistry meters;

    public Rejections(MeterRegistry meters) {
        this.meters = meters;
        Stream.of(RejectReason.values()).forEach(reason -> counter(reason.wireName()));
    }

    public void report(RejectedImage image) {
        counter(image.reason()).increment();
        LOG.warn("camera {}: image {} is rejected: {}{}; the file stays where it is", image.cameraId(), LogText.oneLine(image.filePath()),
                image.reason(), image.detail() == null ? "" : " (" + LogText.oneLine(image.detail()) + ")");
    }

    private Counter counter(String reason) {
        return meters.counter("hsi.images.rejected", "reason", reason);
    }
}
