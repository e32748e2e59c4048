package routes.remote;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retryWhile decision of the routes that call a remote service: transient failures are tried again after 2^n s, give or take 10 %, or
 * after what Retry-After asks and up to 10 % more, so that those who failed together do not come back together; 30 s at most in any
 * case. Permanent failures and open breakers are not tried again. Stateless.
 */
public final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long LONGEST_DELAY_MS = 30_000;
    private static final String OUTAGE_TRIES = "outageTries";

    private final long baseDelayMs;

    /** @param baseSeconds base of the exponential back-off, 2 */
    public Retries(double baseSeconds) {
        this.baseDelayMs = Math.round(baseSeconds * 1000);
    }

    /**
     * @param attempts calls in all, the first one included
     * @param work     what the call is for, null when nobody knows
     */
    public boolean again(Exchange exchange, int attempts, RemoteWork work) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        int made = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
        if (error == null || made >= attempts || Failures.find(error, CallNotPermittedException.class).isPresent()
                || Failures.isFileMissing(error) || !retriable(error)) {
            return false;
        }
        long delay = Math.min(LONGEST_DELAY_MS, Failures.find(error, RemoteServiceException.class).flatMap(RemoteServiceException::retryAfter)
                .map(asked -> jitter(Math.min(asked.toMillis(), LONGEST_DELAY_MS), 1, 1.1))
                .orElseGet(() -> jitter(Math.min(LONGEST_DELAY_MS, baseDelayMs << Math.min(made - 1, 10)), 0.9, 1.1)));
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay);
        LOG.warn("{}: {}; attempt {} of {} in {} ms", work == null ? exchange.getFromRouteId() : work.label(),
                Answers.excerpt(Failures.reason(error)), made + 1, attempts, delay);
        return true;
    }

    /**
     * Waits for Redis and PostgreSQL as long as it takes, 1 and then 2 s between two tries: while they are away their guards refuse a
     * call at no cost. Said in the log ever more seldom. Nothing else is tried again.
     */
    public boolean whileOutage(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (error == null || !Failures.isOutage(error)) {
            return false;
        }
        // Camel's own count is a header, which the routes that were called have removed
        int made = exchange.getProperty(OUTAGE_TRIES, 0, Integer.class) + 1;
        exchange.setProperty(OUTAGE_TRIES, made);
        long delay = made == 1 ? 1_000 : 2_000;
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay);
        if (Integer.bitCount(made) == 1) {
            LOG.warn("{}: storage is away ({}); tried again every 2 s until it is back", exchange.getFromRouteId(), Answers.excerpt(error.getMessage()));
        }
        return true;
    }

    /** Why the exchange failed, on one line, for the log of a route. */
    public String reason(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return error == null ? "" : Answers.excerpt(Failures.reason(error));
    }

    private static boolean retriable(Throwable error) {
        return Failures.find(error, RemoteServiceException.class).map(RemoteServiceException::isRetriable)
                .orElseGet(() -> Failures.category(error).isRetriable());
    }

    private static long jitter(long delay, double least, double most) {
        return Math.round(delay * ThreadLocalRandom.current().nextDouble(least, most));
    }
}
