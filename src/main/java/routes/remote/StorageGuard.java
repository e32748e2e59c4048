package routes.remote;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Service;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker in front of PostgreSQL or Redis. Closed, every call passes and is counted. Open, none passes: the one who asks is
 * this guard, once a second, and two good answers in a row close it. The open time is only the longest wait for a trial, because a
 * question is cheap here and a house without storage sees nothing. Work itself makes no trial: all of it waits for the same answer.
 * <p>Used by {@link GuardedDataSource} and {@link GuardedRedis}. A Camel service for the sake of JMX. Thread-safe; {@link #close} stops
 * its one thread.
 */
@ManagedResource(description = "Circuit breaker in front of a storage")
public final class StorageGuard implements Service, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StorageGuard.class);
    private static final int TRIALS = 2;
    private static final long PROBE_MILLIS = 1_000;

    private final CircuitBreaker breaker;
    private final Callable<?> question;
    private final ScheduledThreadPoolExecutor probes;

    /**
     * @param breaker  of {@link Breakers#create}
     * @param question what the storage is asked while the guard is open: past the guard, of bounded time, throws while it is away
     */
    public StorageGuard(CircuitBreaker breaker, Callable<?> question) {
        this.breaker = breaker;
        this.question = question;
        this.probes = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, breaker.getName() + "-guard");
            thread.setDaemon(true);
            return thread;
        });
        probes.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN && event.getStateTransition().getFromState() == State.CLOSED) {
                probeLater();
            }
        });
    }

    /** @throws CallNotPermittedException unless the guard is closed */
    void requireClosed() {
        if (breaker.getState() != State.CLOSED) {
            throw CallNotPermittedException.createCallNotPermittedException(breaker);
        }
    }

    /** A call was answered, if only by an error of its own. */
    void answered() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /** A call was not answered. */
    void failed(Throwable failure) {
        breaker.onError(0, TimeUnit.NANOSECONDS, failure);
    }

    private synchronized void probeLater() {
        try {
            if (probes.getQueue().isEmpty()) {
                probes.schedule(this::probe, PROBE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException closing) {
            LOG.debug("guard of {}: closed while it was open", breaker.getName());
        }
    }

    private void probe() {
        for (int good = 0; good < TRIALS && breaker.getState() != State.CLOSED; good++) {
            if (!isGood()) {
                break;
            }
        }
        if (breaker.getState() != State.CLOSED) {
            probeLater();
        }
    }

    private boolean isGood() {
        try {
            question.call();
        } catch (Exception e) {
            LOG.debug("guard of {}: still away, asked again in {} ms", breaker.getName(), PROBE_MILLIS, e);
            if (breaker.getState() == State.HALF_OPEN) {
                failed(e);
            }
            return false;
        }
        if (breaker.getState() == State.OPEN) {
            breaker.transitionToHalfOpenState();
        }
        answered();
        return true;
    }

    @ManagedAttribute(description = "What is guarded")
    public String getName() {
        return breaker.getName();
    }

    @ManagedAttribute(description = "CLOSED, OPEN or HALF_OPEN")
    public String getCircuitState() {
        return breaker.getState().name();
    }

    @ManagedAttribute(description = "Calls without an answer among the latest")
    public int getFailedCalls() {
        return breaker.getMetrics().getNumberOfFailedCalls();
    }

    @ManagedAttribute(description = "Failures in a row that open it")
    public int getFailureThreshold() {
        return breaker.getCircuitBreakerConfig().getMinimumNumberOfCalls();
    }

    @ManagedOperation(description = "Lets calls pass again at once")
    public void reset() {
        breaker.reset();
    }

    @Override
    public void start() {
        // it guards from its construction on
    }

    @Override
    public void stop() {
        // the owner closes it after everything that uses the storage
    }

    @Override
    public void close() {
        probes.shutdownNow();
    }
}
