package routes.remote;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * One pool of permits for all AI calls of this instance, so that a GPU that serves all of them is not overloaded. Each kind of service
 * that this instance calls keeps one permit that the others together cannot take: a model and an enrichment that hang never starve the
 * detector. Where there are fewer permits than kinds the detector alone keeps one and the others take turns; where there is one permit
 * all do. Of those that wait, fast-path work goes first, then the kind with the fewest calls, then the oldest. Used by the
 * {@code ...-call} routes, around each single call: nobody holds a permit between two attempts. Thread-safe.
 */
public final class InferencePermits {

    private enum Kind {
        DETECTOR, ENRICHMENT, NEMOTRON;

        static Kind of(String service) {
            return switch (service) {
                case "detector" -> DETECTOR;
                case "nemotron" -> NEMOTRON;
                default -> ENRICHMENT;
            };
        }
    }

    private static final class Waiter {
        private final Kind kind;
        private final boolean urgent;
        private final Condition granted;
        private boolean isGranted;

        Waiter(Kind kind, boolean urgent, Condition granted) {
            this.kind = kind;
            this.urgent = urgent;
            this.granted = granted;
        }
    }

    private final int permits;
    private final List<Kind> reserved;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Kind, Integer> held = new EnumMap<>(Kind.class);
    private final List<Waiter> waiters = new ArrayList<>();

    /**
     * @param permits    {@code AI_MAX_CONCURRENT_INFERENCES}
     * @param roles      {@code ROLES} of this instance, comma-separated: nothing is kept for work that others do
     * @param nemotron   whether {@code NEMOTRON_URL} is set
     * @param enrichment whether {@code FLORENCE_URL}, {@code CLIP_URL} or {@code ENRICHMENT_URL} is, each a word {@code true} or {@code false}
     */
    public InferencePermits(int permits, String roles, boolean nemotron, String enrichment, MeterRegistry meters) {
        List<String> own = List.of(roles.split(","));
        List<Kind> called = Stream.of(own.contains("detect") ? Kind.DETECTOR : null, own.contains("analyze") && nemotron ? Kind.NEMOTRON : null,
                own.contains("analyze") && enrichment.contains("true") ? Kind.ENRICHMENT : null).filter(Objects::nonNull).toList();
        this.permits = permits;
        this.reserved = called.subList(0, permits >= called.size() ? called.size() : permits - 1);
        for (Kind kind : Kind.values()) {
            held.put(kind, 0);
            // Camel makes a bean of a route file twice when it starts, and the second is the one in use
            meters.find("hsi.ai.calls.active").tag("kind", kind.name().toLowerCase(Locale.ROOT)).meters().forEach(meters::remove);
            Gauge.builder("hsi.ai.calls.active", this, all -> all.held(kind)).description("Permits of AI_MAX_CONCURRENT_INFERENCES in use")
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT)).register(meters);
        }
    }

    /**
     * Waits for a permit.
     *
     * @param service    {@code detector}, {@code nemotron}, {@code florence}, {@code clip} or {@code enrichment}
     * @param urgent     whether it is fast-path work
     * @param waitMillis longest wait
     * @throws NoPermitException when there was none in time, or this thread was interrupted
     */
    public void acquire(String service, boolean urgent, long waitMillis) throws NoPermitException {
        lock.lock();
        try {
            Waiter waiter = new Waiter(Kind.of(service), urgent, lock.newCondition());
            waiters.add(waiter);
            grant();
            await(waiter, waitMillis);
            if (!waiter.isGranted) {
                waiters.remove(waiter);
                throw new NoPermitException(service, waitMillis);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void await(Waiter waiter, long waitMillis) {
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (!waiter.isGranted && nanos > 0) {
                nanos = waiter.granted.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives back what {@link #acquire} gave. */
    public void release(String service) {
        lock.lock();
        try {
            held.merge(Kind.of(service), -1, Integer::sum);
            grant();
        } finally {
            lock.unlock();
        }
    }

    private void grant() {
        Comparator<Waiter> order = Comparator.comparing((Waiter waiter) -> !waiter.urgent).thenComparing(waiter -> held.get(waiter.kind));
        // the list is in order of arrival, and min takes the first of equals
        for (Waiter next = candidates().min(order).orElse(null); next != null; next = candidates().min(order).orElse(null)) {
            waiters.remove(next);
            held.merge(next.kind, 1, Integer::sum);
            next.isGranted = true;
            next.granted.signal();
        }
    }

    private Stream<Waiter> candidates() {
        int free = permits - held.values().stream().mapToInt(Integer::intValue).sum();
        return waiters.stream().filter(waiter -> free > reserved.stream().filter(kind -> kind != waiter.kind && held.get(kind) == 0).count());
    }

    /** How many wait at this moment. */
    int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    private int held(Kind kind) {
        lock.lock();
        try {
            return held.get(kind);
        } finally {
            lock.unlock();
        }
    }
}
