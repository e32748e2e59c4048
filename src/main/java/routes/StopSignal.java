package routes;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first one stops in order, and the process ends with exit code 0; the second one ends it at once. The JVM's own
 * handler would run all shutdown hooks side by side and end with 143.
 */
final class StopSignal {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final int EXIT_BY_SECOND_SIGNAL = 130;

    private StopSignal() {
    }

    /** @param stop called once, on a thread of its own */
    static void onFirst(Runnable stop) {
        AtomicInteger received = new AtomicInteger();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (received.incrementAndGet() > 1) {
                    Runtime.getRuntime().halt(EXIT_BY_SECOND_SIGNAL);
                }
                LOG.info("{} received, stopping in order; a second signal ends the process at once", signal.getName());
                new Thread(stop, "stop").start();
            });
        }
    }
}
