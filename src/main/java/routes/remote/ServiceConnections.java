package routes.remote;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;

/**
 * The connections to one service. The head of an answer is bounded as its body is ({@link BoundedCalls}): by default a line may be as
 * long as the heap is large. Thread-safe.
 */
final class ServiceConnections extends PoolingHttpClientConnectionManager {

    private static final Http1Config HEAD = Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16 * 1024).build();

    /** A server that was restarted is no failure of the call; the check takes a millisecond, so that calls one after the other do without. */
    private static final TimeValue CHECKED_AFTER = TimeValue.ofMilliseconds(200);

    /** @param most connections at a time */
    ServiceConnections(int most) {
        super(new DefaultHttpClientConnectionOperator(null, null, RegistryBuilder.<TlsSocketStrategy>create()
                        .register(URIScheme.HTTPS.id, DefaultClientTlsStrategy.createDefault()).build()),
                PoolConcurrencyPolicy.STRICT, PoolReusePolicy.LIFO, TimeValue.NEG_ONE_MILLISECOND,
                // the parser of the core: that of the client skips what is no HTTP and waits for what never comes
                ManagedHttpClientConnectionFactory.builder().http1Config(HEAD).responseParserFactory(new DefaultHttpResponseParserFactory(HEAD)).build());
        setDefaultConnectionConfig(ConnectionConfig.custom().setValidateAfterInactivity(CHECKED_AFTER).build());
        setMaxTotal(most);
        setDefaultMaxPerRoute(most);
    }

    /**
     * Closes what is idle and no more: the client closes its connections for good after any {@link Error}, an exhausted heap for example,
     * and the service would never be called again.
     */
    @Override
    public void close(CloseMode mode) {
        closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public void close() {
        close(CloseMode.GRACEFUL);
    }

    /** Closes all connections for good. */
    void end() {
        super.close(CloseMode.IMMEDIATE);
    }
}
