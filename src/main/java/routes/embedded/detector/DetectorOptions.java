package routes.embedded.detector;

import java.util.Map;

/**
 * Settings of the embedded detector.
 *
 * @param workers           pictures looked at at the same time, 1 or more; each costs one thread and about 10 MB
 * @param threadsPerWorker  ONNX Runtime threads for one picture, 1 or more. More shorten one answer but cost throughput:
 *                          on 2 cores a 416 x 416 input takes 53 ms with one and 35 ms with two
 * @param queueSize         pictures that may wait for a worker, 0 or more; one more is answered with 429
 * @param maxUploadBytes    size of the picture file, 1 or more; larger is answered with 413
 * @param maxPixels         width x height, 1 or more; larger is answered with 413 before anything is decoded
 * @param minimumConfidence score from which a detection is reported, above 0 up to 1
 * @param classFloors       higher minimum scores for single classes, by their name on the wire
 * @param maxTiles          parts of one large picture that may be looked at closely, 0 or more; 0 = only the whole picture
 */
public record DetectorOptions(int workers, int threadsPerWorker, int queueSize, int maxUploadBytes, long maxPixels,
        double minimumConfidence, Map<String, Double> classFloors, int maxTiles) {

    private static final int MAX_DEFAULT_WORKERS = 4;
    /**
     * On 400 random crops of the sample photos and on scaled copies the wrong boxes below 0.45 were mostly cats for dogs,
     * dogs for cats, and parts of a bicycle reported beside it. People keep the low floor: missing one is worse.
     */
    private static final Map<String, Double> NOISY_CLASSES =
            Map.of("cat", 0.45, "dog", 0.45, "bicycle", 0.45, "motorcycle", 0.45);

    /** @throws IllegalArgumentException for a value out of its range or an unknown class */
    public DetectorOptions {
        if (workers < 1 || threadsPerWorker < 1 || queueSize < 0 || maxUploadBytes < 1 || maxPixels < 1 || maxTiles < 0) {
            throw new IllegalArgumentException(
                    "workers, threads, upload and pixel limits must be 1 or more, the queue and the tiles 0 or more");
        }
        if (!(minimumConfidence > 0 && minimumConfidence <= 1)) {
            throw new IllegalArgumentException("minimum confidence is not within 0..1: " + minimumConfidence);
        }
        classFloors = Map.copyOf(classFloors);
        classFloors.keySet().forEach(CocoClass::ofWireName);
    }

    /**
     * One thread per worker and one core left to the pipeline (one worker on one or two cores, at most four), 16 waiting
     * pictures, 10 MiB, 100 million pixels, scores from 0.40 (cat, dog, bicycle and motorcycle 0.45), at most 8 tiles.
     */
    public static DetectorOptions defaults() {
        int cores = Runtime.getRuntime().availableProcessors();
        int workers = Math.min(MAX_DEFAULT_WORKERS, Math.max(1, cores - 1));
        return new DetectorOptions(workers, 1, 16, 10 * 1024 * 1024, 100_000_000, 0.40, NOISY_CLASSES, 8);
    }

    /** The same with one minimum score for all classes, as an operator sets it. */
    public DetectorOptions withMinimumConfidence(double confidence) {
        return new DetectorOptions(workers, threadsPerWorker, queueSize, maxUploadBytes, maxPixels, confidence, Map.of(), maxTiles);
    }

    public DetectorOptions withMaxTiles(int tiles) {
        return new DetectorOptions(workers, threadsPerWorker, queueSize, maxUploadBytes, maxPixels, minimumConfidence, classFloors, tiles);
    }

    /** Pictures that may be there at a time, looked at or waiting, each with its file in memory. */
    public int capacity() {
        return workers + queueSize;
    }

    ScoreFloors floors() {
        return new ScoreFloors(minimumConfidence, classFloors);
    }
}
