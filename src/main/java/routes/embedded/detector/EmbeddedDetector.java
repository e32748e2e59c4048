package routes.embedded.detector;

import ai.onnxruntime.OrtException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real object detector (NanoDet-g on ONNX Runtime, on the CPU) behind the HTTP contract of a YOLO26 server, on a free
 * port of the loopback address. The route {@code 20-detect.camel.yaml} calls it as it calls any other detector; it is used
 * when no YOLO26_URL is configured.
 *
 * <p>{@code POST /detect} with a multipart part {@code file} (JPEG or PNG) answers the objects found, boxes in pixels of
 * the picture as it is stored: the EXIF orientation is not applied. 400: no image or a damaged one; 413: more bytes or
 * pixels than allowed; 422: no usable form; 429: the queue is full; 503: the model is not loaded yet. {@code GET /health}
 * tells whether the model is loaded.
 *
 * <p>In a picture wider or higher than 832 pixels small objects are lost when it is shrunk to the model's input. Parts of
 * it are looked at in addition, at most {@code DETECTOR_MAX_TILES}: what changed in comparison with the last pictures of the same
 * {@code X-Camera-ID}, a grid over everything when there are none.
 *
 * <p>Thread-safe. {@link #close()} blocks and must not be called on an event loop.
 */
public final class EmbeddedDetector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDetector.class);
    private static final String HOST = "127.0.0.1";
    private static final int IDLE_SECONDS = 60;
    private static final long DRAIN_SECONDS = 10;

    private final DetectorPool pool;
    private final DetectorApi api;
    private final HttpServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param dataDir native libraries are unpacked below it, once per version of the runtime (23 MB) */
    public EmbeddedDetector(Vertx vertx, Path dataDir, DetectorOptions options) {
        pool = new DetectorPool(vertx, dataDir, options);
        api = new DetectorApi(pool, options);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHandle100ContinueAutomatically(true)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(IDLE_SECONDS))
                .requestHandler(api)
                .exceptionHandler(e -> LOG.debug("Embedded detector: connection dropped: {}", e.toString()));
    }

    /**
     * Listens at once and loads the model in the background; until then {@code /detect} answers 503. A model that cannot be
     * loaded is logged and the answer stays 503. The stage fails when no port can be opened.
     *
     * @return the base address, for example {@code http://127.0.0.1:40123}
     */
    public CompletionStage<URI> start() {
        return server.listen(0, HOST)
                .onSuccess(listening -> pool.load().onFailure(e ->
                        LOG.error("Embedded detector: the model cannot be loaded, pictures wait in the queue until a restart", e)))
                .map(listening -> URI.create("http://" + HOST + ":" + listening.actualPort()))
                .toCompletionStage();
    }

    /** Finishes accepted pictures (at most 10 s), then frees port, threads and memory. Calling it again does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!api.drain(DRAIN_SECONDS)) {
                LOG.warn("Embedded detector: pictures unanswered after {} s are dropped; their callers retry", DRAIN_SECONDS);
            }
            server.close().toCompletionStage().toCompletableFuture().get(DRAIN_SECONDS, TimeUnit.SECONDS);
            pool.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Embedded detector: stop was interrupted, its memory is freed when the process ends");
        } catch (ExecutionException | TimeoutException | OrtException e) {
            LOG.warn("Embedded detector: did not stop cleanly, the rest is freed when the process ends", e);
        }
    }
}
