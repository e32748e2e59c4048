package routes.remote;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * The retryWhile of routes that call a remote service, see {@link Retries#again}. A predicate, because a bean that is called in an expression gets a
 * copy of the exchange: how long to wait would be noted there, and Camel would wait its usual second. Used by {@code errors.camel.yaml}. Immutable.
 */
public final class CallAgain implements Predicate {

    private final Retries retries;
    private final int attempts;
    private final String work;
    private final Breakers breakers;
    private final String service;

    /**
     * @param attempts calls in all, the first one included
     * @param work     the variable that says what the call is for
     */
    public CallAgain(Retries retries, int attempts, String work) {
        this(retries, attempts, work, null, null);
    }

    /** @param service whose breaker must be closed, so that what fails in the end is the service and not a call that could not be made */
    public CallAgain(Retries retries, int attempts, String work, Breakers breakers, String service) {
        this.retries = retries;
        this.attempts = attempts;
        this.work = work;
        this.breakers = breakers;
        this.service = service;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return (breakers == null || !breakers.isOpen(service)) && retries.again(exchange, attempts, exchange.getVariable(work, RemoteWork.class));
    }
}
