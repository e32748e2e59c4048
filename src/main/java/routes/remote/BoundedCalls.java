package routes.remote;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Bounds every call of one service in time and memory, from the first byte sent to the last byte read, and measures it
 * ({@code hsi.ai.request.duration}). The HTTP client's own response time-out starts again with every byte, so that a service that drips
 * would hold its caller for ever; here the connection is cut when the time is over. An answer over the limit is cut as well and is a
 * validation_error. The client's silent retries of 429 and 503 are off: retries belong to the routes. So are cookies: a call owes nothing
 * to the one before.
 * <p>Given to an endpoint as {@code httpClientConfigurer}. Thread-safe; {@link #close} stops its one thread.
 */
public final class BoundedCalls implements HttpClientConfigurer, AutoCloseable {

    /** Request header with the milliseconds that the caller has left for this call; taken off, never sent. */
    public static final String TIME_LEFT = "X-Time-Left-Ms";

    private final String service;
    private final long limitMillis;
    private final int maxAnswerBytes;
    private final ServiceKeys keys;
    private final Timer timer;
    private final ServiceConnections connections;
    private final ScheduledThreadPoolExecutor cutter;

    /**
     * @param limitMillis    longest time of a whole call
     * @param maxAnswerBytes longest answer, after decompression
     * @param maxCalls       calls at a time, {@code AI_MAX_CONCURRENT_INFERENCES}: none waits for a connection
     * @param keys           what no answer may repeat
     */
    public BoundedCalls(String service, long limitMillis, int maxAnswerBytes, int maxCalls, ServiceKeys keys, MeterRegistry meters) {
        this.keys = keys;
        this.connections = new ServiceConnections(maxCalls);
        this.service = service;
        this.limitMillis = limitMillis;
        this.maxAnswerBytes = maxAnswerBytes;
        this.timer = Timer.builder("hsi.ai.request.duration").description("Calls of AI services, failed ones included")
                .tag("service", service).register(meters);
        this.cutter = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, service + "-time-limit");
            thread.setDaemon(true);
            return thread;
        });
        cutter.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries();
        client.disableCookieManagement();
        client.setConnectionManager(connections);
        client.setConnectionManagerShared(true);
        client.addExecInterceptorFirst("bounded", this::call);
    }

    private ClassicHttpResponse call(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        long millis = Math.min(limitMillis, timeLeft(request));
        if (millis <= 0) {
            throw new SocketTimeoutException(service + ": no time left for a call");
        }
        long start = System.nanoTime();
        AtomicBoolean cut = new AtomicBoolean();
        ScheduledFuture<?> limit = cutter.schedule(() -> {
            cut.set(true);
            scope.execRuntime.discardEndpoint();
        }, millis, TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            readAnswer(response, scope);
            return response;
        } catch (IOException | HttpException | RuntimeException | Error e) {
            scope.execRuntime.discardEndpoint();
            if (cut.get()) {
                SocketTimeoutException timeout = new SocketTimeoutException("%s: no complete answer within %d ms".formatted(service, millis));
                // not as its cause: that the socket was closed is our doing, and not what people should read
                timeout.addSuppressed(e);
                throw timeout;
            }
            throw e;
        } finally {
            limit.cancel(false);
            timer.record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static long timeLeft(ClassicHttpRequest request) {
        Header left = request.getFirstHeader(TIME_LEFT);
        request.removeHeaders(TIME_LEFT);
        return left == null ? Long.MAX_VALUE : Long.parseLong(left.getValue());
    }

    private void readAnswer(ClassicHttpResponse response, ExecChain.Scope scope) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return;
        }
        byte[] answer;
        try (InputStream in = entity.getContent()) {
            answer = in.readNBytes(maxAnswerBytes);
            if (answer.length == maxAnswerBytes && in.read() >= 0) {
                // first the connection: closing the stream alone would read the rest
                scope.execRuntime.discardEndpoint();
                throw new IOException(new RemoteServiceException(service, ErrorCategory.VALIDATION_ERROR, response.getCode(), null,
                        "%s: answer of more than %d bytes".formatted(service, maxAnswerBytes), null));
            }
        }
        // what the service says of it decides nothing from here on: JSON is UTF-8 (RFC 8259, section 8.1), and it is decompressed, once
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.setHeader(HttpHeaders.CONTENT_TYPE, ContentType.APPLICATION_JSON.toString());
        response.setEntity(new ByteArrayEntity(keys.blotOut(service, answer), ContentType.APPLICATION_JSON));
    }

    @Override
    public void close() {
        cutter.shutdownNow();
        connections.end();
    }
}
