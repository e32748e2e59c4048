package routes.remote;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** The retryWhile of routes that wait for Redis and PostgreSQL, see {@link Retries#whileOutage} and {@link CallAgain}. Used by {@code errors.camel.yaml}. Immutable. */
public final class StorageAgain implements Predicate {

    private final Retries retries;

    public StorageAgain(Retries retries) {
        this.retries = retries;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return retries.whileOutage(exchange);
    }
}
