package routes.enrich;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.remote.Failures;
import routes.remote.RemoteWork;
import routes.remote.Retries;

/**
 * The retryWhile decision of the enrichment routes: like every service ({@link Retries}), but only transient failures, of which nonsense
 * is none here (the answer is optional, and the next question waits), and only while the time of the batch allows it, so that no worker
 * sleeps for an answer that nobody waits for. Used by {@code errors.camel.yaml}. Immutable.
 */
public final class EnrichmentRetries implements Predicate {

    private static final Logger LOG = LoggerFactory.getLogger(EnrichmentRetries.class);

    private final Retries retries;
    private final int attempts;

    /** @param attempts calls in all, the first one included */
    public EnrichmentRetries(Retries retries, int attempts) {
        this.retries = retries;
        this.attempts = attempts;
    }

    @Override
    public boolean matches(Exchange exchange) {
        RemoteWork work = exchange.getVariable("scene", RemoteWork.class);
        EnrichmentPlan plan = exchange.getVariable("plan", EnrichmentPlan.class);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (plan == null || !plan.hasTime() || !Failures.category(error).isTransient() || !retries.again(exchange, attempts, work)) {
            return false;
        }
        Duration delay = Duration.ofMillis(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, 0L, Long.class));
        boolean inTime = plan.hasTimeAfter(delay);
        if (!inTime) {
            LOG.info("{}: {} has no time for that attempt, the batch goes on without this answer", work.label(), exchange.getFromRouteId());
        }
        return inTime;
    }
}
