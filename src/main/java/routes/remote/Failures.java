package routes.remote;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import routes.cluster.NotLeaderException;

/** The one place where a Java exception becomes an {@link ErrorCategory}. Camel wraps exceptions, so the causes are searched. */
public final class Failures {

    private Failures() {
    }

    /** The category of a failed call to a remote service. */
    public static ErrorCategory category(Throwable error) {
        return find(error, RemoteServiceException.class).map(RemoteServiceException::category)
                .or(() -> find(error, InvalidJobException.class).map(e -> ErrorCategory.VALIDATION_ERROR))
                .or(() -> chain(error).map(Failures::ofOne).flatMap(Optional::stream).findFirst())
                .orElse(ErrorCategory.UNEXPECTED);
    }

    private static Optional<ErrorCategory> ofOne(Throwable error) {
        if (error instanceof CallNotPermittedException || error instanceof ConnectException || error instanceof UnknownHostException
                || error instanceof NoRouteToHostException || error instanceof ConnectionRequestTimeoutException
                || error instanceof ConnectTimeoutException) {
            return Optional.of(ErrorCategory.SERVICE_UNAVAILABLE);
        }
        if (error instanceof SocketTimeoutException) {
            return Optional.of(ErrorCategory.TIMEOUT);
        }
        if (error instanceof SSLHandshakeException || error instanceof SSLPeerUnverifiedException) {
            return Optional.of(ErrorCategory.SERVICE_UNAVAILABLE);
        }
        if (error instanceof NoHttpResponseException || error instanceof EOFException || error instanceof SocketException
                || error instanceof ConnectionClosedException || error instanceof TruncatedChunkException || error instanceof SSLException) {
            return Optional.of(ErrorCategory.SERVER_ERROR);
        }
        if (error instanceof MessageConstraintException) {
            return Optional.of(ErrorCategory.VALIDATION_ERROR);
        }
        return error instanceof HttpException || error instanceof ClientProtocolException || error instanceof MalformedChunkCodingException
                || error instanceof ZipException ? Optional.of(ErrorCategory.PARSE_ERROR) : Optional.empty();
    }

    /**
     * Whether PostgreSQL or Redis is away, a breaker is open, no permit was free, a service is not set up, or another instance has taken the work over: the work
     * itself is innocent and must wait rather than count a delivery.
     * SQL states by PostgreSQL's appendix A: 08 connection, 53 resources (disk full, too many clients), 57P shutdown, 58 the server's own disk,
     * 25006 read-only standby.
     */
    public static boolean isOutage(Throwable error) {
        return chain(error).anyMatch(e -> e instanceof CallNotPermittedException || e instanceof NoPermitException
                || e instanceof ServiceMisconfiguredException || e instanceof NotLeaderException || e instanceof RedisConnectionException
                || e instanceof RedisTimeoutException || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException || e instanceof SQLRecoverableException
                || (e instanceof SQLException sql && isOutage(sql.getSQLState())) || (e instanceof RedisException redis && isRedisBusy(redis)));
    }

    private static boolean isOutage(String sqlState) {
        return sqlState != null && (sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57P") || sqlState.startsWith("58") || sqlState.equals("25006"));
    }

    private static boolean isRedisBusy(RedisException error) {
        String message = String.valueOf(error.getMessage());
        return Stream.of("LOADING", "MISCONF", "OOM", "READONLY", "BUSY", "MASTERDOWN").anyMatch(message::contains)
                || message.contains("Redis is loading") || message.contains("shutting down") || message.contains("Redisson is shutdown");
    }

    /** The picture of a job has gone from the disk. */
    public static boolean isFileMissing(Throwable error) {
        return chain(error).anyMatch(e -> e instanceof FileNotFoundException || e instanceof NoSuchFileException);
    }

    /** What went wrong in words, without the names of the classes that wrap it. */
    public static String reason(Throwable error) {
        return find(error, RemoteServiceException.class).map(Throwable::getMessage)
                .orElseGet(() -> chain(error).map(Throwable::getMessage).filter(Objects::nonNull).reduce((outer, inner) -> inner)
                        .orElseGet(() -> error.getClass().getSimpleName()));
    }

    public static <T extends Throwable> Optional<T> find(Throwable error, Class<T> type) {
        return chain(error).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> chain(Throwable error) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause).limit(20);
    }
}
