package routes.embedded.detector;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import routes.detect.BoundingBox;

/** One worker of the embedded detector without its HTTP side, for measurements. Not thread-safe. */
public final class DetectorTrial implements AutoCloseable {

    private final NanoDetModel model;
    private final ObjectDetector wholeOnly;
    private final ObjectDetector tiling;

    /** @param dataDir for the native libraries */
    public DetectorTrial(Path dataDir) throws Exception {
        new NativeLibraries(dataDir).install();
        model = NanoDetModel.load(1);
        var scenes = new CameraScenes();
        wholeOnly = model.newDetector(DetectorOptions.defaults().withMaxTiles(0), scenes);
        tiling = model.newDetector(DetectorOptions.defaults(), scenes);
    }

    /** @param cpuMillis of the thread that did it all */
    public record Look(List<Seen> seen, int tiles, double cpuMillis) {

        /** @return whether a person was reported there */
        public boolean person(BoundingBox place) {
            return seen.stream().anyMatch(found -> found.type().equals("person") && overlap(found.box(), place) > 0.4);
        }

        public long persons() {
            return seen.stream().filter(found -> found.type().equals("person")).count();
        }
    }

    public record Seen(String type, double confidence, BoundingBox box) {
    }

    /** @param tiles 0 as with {@code DETECTOR_MAX_TILES=0} */
    public Look look(byte[] picture, String camera, int tiles) throws Exception {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        DetectResponse response = (tiles == 0 ? wholeOnly : tiling).detect(picture, camera, tiles);
        double millis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6;
        return new Look(response.detections().stream().map(found -> new Seen(found.type(), found.confidence(), found.bbox())).toList(),
                response.tiles(), millis);
    }

    /** Intersection over union. */
    static double overlap(BoundingBox a, BoundingBox b) {
        double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
        double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
        double shared = Math.max(0, width) * Math.max(0, height);
        return shared / ((double) a.width() * a.height() + (double) b.width() * b.height() - shared);
    }

    @Override
    public void close() throws Exception {
        wholeOnly.close();
        tiling.close();
        model.close();
    }
}
