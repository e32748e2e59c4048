package routes.enrich;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the legs of route {@code enrich}: three for each batch that is analysed at a time, none while there is nothing to do. */
public final class EnrichmentWorkers {

    private static final int LEGS = 3;
    private static final int WAITING_PER_BATCH = 8;

    private EnrichmentWorkers() {
    }

    /** @param batches {@code AI_MAX_CONCURRENT_INFERENCES}: batches that are analysed at a time */
    public static ExecutorService create(int batches) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(LEGS * batches, LEGS * batches, 60, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_PER_BATCH * batches), task -> {
                    Thread thread = new Thread(task, "enrich-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }
}
