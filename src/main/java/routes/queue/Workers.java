package routes.queue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Runs entries through the route, at most {@code size} at a time. An entry is held from the moment it is read until Redis
 * knows how it ended. Thread-safe.
 */
final class Workers {

    private final DefaultConsumer consumer;
    private final Settlement settlement;
    private final int maxDeliveries;
    private final ExecutorService threads;
    private final Semaphore free;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Map<String, Delivery> held = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Void>> settling = ConcurrentHashMap.newKeySet();

    Workers(DefaultConsumer consumer, Settlement settlement, int maxDeliveries, ExecutorService threads, int size) {
        this.consumer = consumer;
        this.settlement = settlement;
        this.maxDeliveries = maxDeliveries;
        this.threads = threads;
        this.free = new Semaphore(size);
    }

    /** Waits for a free worker, then takes all that are free. Returns how many. */
    int acquire() throws InterruptedException {
        free.acquire();
        return 1 + free.drainPermits();
    }

    void release(int unused) {
        free.release(unused);
    }

    /** Ids of the entries in work. A live view. */
    Set<String> held() {
        return held.keySet();
    }

    /** Entries whose exchange has not ended, those that wait for their thread included. */
    int unfinished() {
        return unfinished.get();
    }

    /** Completes when Redis knows how all entries ended whose exchange has ended by now. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(settling.toArray(CompletableFuture[]::new));
    }

    /** The entry keeps one acquired worker until it is settled. */
    void start(Delivery delivery) {
        held.put(delivery.id(), delivery);
        if (delivery.count() > maxDeliveries) {
            whenSettled(delivery, settlement.poisoned(delivery));
        } else {
            End end = new End(delivery, settlement.inDoubt());
            unfinished.incrementAndGet();
            threads.execute(() -> route(delivery, end));
        }
    }

    private void route(Delivery delivery, End end) {
        try {
            Exchange exchange = consumer.createExchange(true);
            exchange.getMessage().setBody(delivery.body());
            exchange.getMessage().setHeader(RedisStreamConstants.MESSAGE_ID, delivery.id());
            exchange.getMessage().setHeader(RedisStreamConstants.DELIVERY_COUNT, delivery.count());
            exchange.getExchangeExtension().addOnCompletion(end);
            consumer.getAsyncProcessor().process(exchange, doneSync -> { });
        } catch (RuntimeException | Error e) {
            // Camel puts failures into the exchange; this is one outside of it, and the entry must not be held for ever
            end.failed(e);
        }
    }

    /** What becomes of an entry, once. */
    private final class End extends SynchronizationAdapter {

        private final Delivery delivery;
        private final boolean begunInDoubt;
        private final AtomicBoolean ended = new AtomicBoolean();

        private End(Delivery delivery, boolean begunInDoubt) {
            this.delivery = delivery;
            this.begunInDoubt = begunInDoubt;
        }

        @Override
        public void onComplete(Exchange done) {
            if (ended.compareAndSet(false, true)) {
                unfinished.decrementAndGet();
                whenSettled(delivery, settlement.succeeded(delivery));
            }
        }

        @Override
        public void onFailure(Exchange done) {
            failed(failureOf(done));
        }

        private void failed(Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                unfinished.decrementAndGet();
                whenSettled(delivery, settlement.failed(delivery, begunInDoubt, failure));
            }
        }
    }

    private void whenSettled(Delivery delivery, CompletableFuture<Void> settled) {
        settling.add(settled);
        settled.whenComplete((nothing, e) -> {
            settling.remove(settled);
            held.remove(delivery.id());
            free.release();
        });
    }

    private static Throwable failureOf(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return caught != null ? caught
                : new IllegalStateException(ExchangeHelper.getRouteId(exchange) + " marked the exchange for rollback");
    }
}
