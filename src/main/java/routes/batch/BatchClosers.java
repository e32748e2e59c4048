package routes.batch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that hand closed batches over. Without them the aggregator's one timer thread would do it under the aggregator's lock, and no
 * detection could join a batch while a statement runs. Used by route {@code batch-window}.
 */
public final class BatchClosers {

    private BatchClosers() {
    }

    public static ExecutorService threads(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "batch-close-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(count, factory);
    }
}
