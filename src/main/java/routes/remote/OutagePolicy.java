package routes.remote;

import java.net.ConnectException;
import java.util.List;
import java.util.Optional;
import routes.queue.Failure;
import routes.queue.FailurePolicy;

/**
 * What a failed job means for its queue: while PostgreSQL, Redis or the guarded service is away the consumer pauses and nothing is counted;
 * a job that breaks its contract is dead-lettered at once; everything else is delivered again. Used by the consumers of
 * {@code 20-detect}, {@code 30-batch} and {@code 50-analyze}. Thread-safe.
 *
 * <p>A job whose call always fails opens the breaker as an outage does, and must not hold up the others for ever. The trial calls are therefore made
 * with other jobs first, and its delivery counts although the breaker is open or on trial when the service had answered the last call before it and
 * could be connected to. In an outage no call is answered, so that from the opening of the breaker on nothing counts but what was under way.
 */
public final class OutagePolicy implements FailurePolicy {

    private static final List<String> STORAGES = List.of("postgresql", "redis");

    private final Breakers breakers;
    private final String service;

    /** @param service the service without which the queue makes no sense, for example {@code detector}; empty when there is none */
    public OutagePolicy(Breakers breakers, String service) {
        this.breakers = breakers;
        this.service = service;
    }

    @Override
    public Outcome onFailure(Throwable failure, boolean inDoubt) {
        // first: a job that breaks its contract makes no trial call, so waiting for the breaker to close could take for ever
        if (Failures.find(failure, InvalidJobException.class).isPresent()) {
            return Outcome.DEAD_LETTER;
        }
        boolean isOfTheService = inDoubt || Failures.find(failure, ConnectException.class).isPresent();
        return Failures.isOutage(failure) || isOfTheService && breakers.isTripped(service) ? Outcome.PAUSE : Outcome.RETRY;
    }

    @Override
    public boolean inDoubt() {
        return !breakers.isAnswering(service);
    }

    @Override
    public boolean onTrial() {
        return breakers.isTripped(service);
    }

    @Override
    public Failure describe(Throwable failure) {
        // first: below an answer that is not JSON lies the same exception as below a job that is not
        Optional<RemoteServiceException> remote = Failures.find(failure, RemoteServiceException.class);
        if (remote.isPresent()) {
            int status = remote.get().httpStatus();
            return Failure.of(failure, remote.get(), remote.get().category().wireName(), status > 0 ? status : null);
        }
        Optional<InvalidJobException> invalid = Failures.find(failure, InvalidJobException.class);
        if (invalid.isPresent()) {
            return Failure.of(failure, invalid.get(), invalid.get().category().wireName(), null);
        }
        Failure unread = Failure.of(failure);
        return unread.category().equals(Failure.VALIDATION_ERROR) ? unread
                : Failure.of(failure, failure, Failures.category(failure).wireName(), null);
    }

    /** Half-open is ready: the trial calls of a service are made with real work. Those of the storages are made by their guards. */
    @Override
    public boolean ready() {
        return !breakers.isOpen(service) && STORAGES.stream().noneMatch(breakers::isTripped);
    }
}
