package routes.embedded.detector;

import ai.onnxruntime.OrtException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker threads and one detector for each of them. Thread-safe. */
final class DetectorPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorPool.class);
    private static final long CLOSE_WAIT_SECONDS = 10;

    private final Path dataDir;
    private final DetectorOptions options;
    private final WorkerExecutor executor;
    private final BlockingQueue<ObjectDetector> idle = new LinkedBlockingQueue<>();
    private volatile NanoDetModel model;
    private boolean closed;

    DetectorPool(Vertx vertx, Path dataDir, DetectorOptions options) {
        this.dataDir = dataDir;
        this.options = options;
        this.executor = vertx.createSharedWorkerExecutor("embedded-detector", options.workers());
    }

    /** Unpacks the runtime and loads the model on a worker thread. */
    Future<Void> load() {
        return executor.executeBlocking(() -> {
            loadNow();
            return null;
        });
    }

    private synchronized void loadNow() throws IOException, OrtException {
        if (closed) {
            return;
        }
        long start = System.nanoTime();
        new NativeLibraries(dataDir.resolve("native")).install();
        NanoDetModel loaded = NanoDetModel.load(options.threadsPerWorker());
        var scenes = new CameraScenes();
        for (int i = 0; i < options.workers(); i++) {
            idle.add(loaded.newDetector(options, scenes));
        }
        model = loaded;
        LOG.info("Embedded detector ready after {} ms: {} worker(s) with {} thread(s)",
                (System.nanoTime() - start) / 1_000_000, options.workers(), options.threadsPerWorker());
    }

    boolean loaded() {
        return model != null;
    }

    /**
     * Fails with {@link UploadRefusedException} when the file is no usable picture. Waits for a free worker.
     *
     * @param camera where it comes from; empty when that is not known
     * @param tiles  asked when a worker is free: parts that may be looked at closely
     */
    Future<DetectResponse> detect(byte[] file, String camera, IntSupplier tiles) {
        return executor.executeBlocking(() -> {
            ObjectDetector detector = idle.take();
            try {
                return detector.detect(file, camera, tiles.getAsInt());
            } finally {
                idle.add(detector);
            }
        }, false);
    }

    /** Blocks until running detections are done, at most 10 s: freeing a model in use would crash the process. */
    @Override
    public synchronized void close() throws OrtException, InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        boolean allIdle = true;
        for (int i = 0; model != null && i < options.workers(); i++) {
            ObjectDetector detector = idle.poll(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
            if (detector == null) {
                allIdle = false;
            } else {
                detector.close();
            }
        }
        executor.close();
        if (model != null && allIdle) {
            model.close();
        } else if (model != null) {
            LOG.warn("Embedded detector is still busy after {} s; its memory is freed when the process ends", CLOSE_WAIT_SECONDS);
        }
        model = null;
    }
}
