package routes.embedded.detector;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;

/**
 * The HTTP contract of a YOLO26 detector: {@code POST /detect} and {@code GET /health}. A request takes a place before its
 * body is read and keeps it until it is answered, which bounds both the queue and the memory for uploads.
 * Requests are handled on the event loop, {@link #drain} is called from any other thread.
 */
final class DetectorApi implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorApi.class);
    /** Which camera the picture comes from, so that it can be compared with what that camera usually shows; without it with nothing. */
    private static final String CAMERA = "X-Camera-ID";
    private static final Pattern CAMERA_ID = Pattern.compile("[a-z0-9_]{1,64}");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final DetectorPool pool;
    private final int maxUploadBytes;
    private final int maxTiles;
    private final int workers;
    private final int capacity;
    private final Semaphore places;
    private volatile boolean stopping;

    DetectorApi(DetectorPool pool, DetectorOptions options) {
        this.pool = pool;
        this.maxUploadBytes = options.maxUploadBytes();
        this.maxTiles = options.maxTiles();
        this.workers = options.workers();
        this.capacity = options.capacity();
        this.places = new Semaphore(capacity);
    }

    @Override
    public void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/detect" -> only(HttpMethod.POST, request, this::detect);
            case "/health" -> only(HttpMethod.GET, request, this::health);
            default -> refuse(request, 404, "no such path, try POST /detect or GET /health");
        }
    }

    private static void only(HttpMethod method, HttpServerRequest request, Handler<HttpServerRequest> next) {
        if (request.method().equals(method)) {
            next.handle(request);
        } else {
            request.response().putHeader(HttpHeaders.ALLOW, method.name());
            refuse(request, 405, "use " + method);
        }
    }

    private void health(HttpServerRequest request) {
        boolean loaded = available();
        answer(request, 200, Map.of("status", loaded ? "healthy" : "degraded", "model_loaded", loaded, "model", "nanodet-g",
                "in_progress", capacity - places.availablePermits()));
    }

    private boolean available() {
        return pool.loaded() && !stopping;
    }

    private void detect(HttpServerRequest request) {
        if (!available()) {
            refuseForNow(request, 503, stopping ? "detector is stopping" : "model not loaded yet");
            return;
        }
        if (!places.tryAcquire()) {
            refuseForNow(request, 429, "too many pictures are waiting");
            return;
        }
        Upload.read(request, maxUploadBytes)
                .compose(file -> pool.detect(file, camera(request), this::tiles))
                .onComplete(done -> places.release())
                .onSuccess(found -> answer(request, 200, found))
                .onFailure(failure -> failed(request, failure));
    }

    /** Fewer while others wait: to look at the next picture at all is worth more than to look at this one closely. */
    private int tiles() {
        int waiting = Math.max(0, capacity - places.availablePermits() - workers);
        return maxTiles / (1 + waiting);
    }

    private static String camera(HttpServerRequest request) {
        String id = request.getHeader(CAMERA);
        return id != null && CAMERA_ID.matcher(id).matches() ? id : "";
    }

    private static void failed(HttpServerRequest request, Throwable failure) {
        if (failure instanceof UploadRefusedException refusal) {
            LOG.debug("Request {}: upload refused with {}", requestId(request), refusal.status());
            refuse(request, refusal.status(), refusal.getMessage());
        } else {
            LOG.error("Request {}: detection failed, answered with 500", requestId(request), failure);
            refuse(request, 500, "detection failed");
        }
    }

    private static String requestId(HttpServerRequest request) {
        String id = request.getHeader("X-Request-ID");
        return id != null && REQUEST_ID.matcher(id).matches() ? id : "-";
    }

    private static void refuseForNow(HttpServerRequest request, int status, String detail) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        refuse(request, status, detail);
    }

    private static void refuse(HttpServerRequest request, int status, String detail) {
        answer(request, status, Map.of("detail", detail));
    }

    private static void answer(HttpServerRequest request, int status, Object body) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            LOG.debug("Request {}: the caller has gone, answer {} dropped", requestId(request), status);
            return;
        }
        try {
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer(Json.mapper().writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + body.getClass(), e);
        }
    }

    /** Takes no new pictures and waits until the accepted ones are answered; false when the time is up before. */
    boolean drain(long seconds) throws InterruptedException {
        stopping = true;
        return places.tryAcquire(capacity, seconds, TimeUnit.SECONDS);
    }
}
