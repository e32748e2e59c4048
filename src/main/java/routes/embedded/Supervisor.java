package routes.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts embedded servers again that have died: killed by hand or by the system for want of memory, or ended by themselves. The first attempt
 * is made at once, each further one after twice the time, up to 30 s; a server that has lived for a minute begins anew. One thread for each
 * server, so that the recovery of one does not hold up the other. Clients keep their URL and find the server again by themselves.
 */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
    private static final Duration STABLE = Duration.ofMinutes(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads;

    Supervisor(List<EmbeddedServer> servers) {
        threads = servers.stream().map(server -> new Thread(() -> watch(server), "supervise-" + server.product().toLowerCase(Locale.ROOT))).toList();
    }

    void start() {
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void watch(EmbeddedServer server) {
        Duration delay = Duration.ZERO;
        long revivedAt = System.nanoTime();
        while (waited(LOOK)) {
            if (!hasDied(server)) {
                continue;
            }
            if (System.nanoTime() - revivedAt > STABLE.toNanos()) {
                delay = Duration.ZERO;
            }
            LOG.warn("Embedded {} has died; it is started again on its port with its data {}", server.product(),
                    delay.isZero() ? "now" : "in " + delay.toSeconds() + " s");
            if (!waited(delay)) {
                return;
            }
            revive(server);
            revivedAt = System.nanoTime();
            delay = next(delay);
        }
    }

    private static void revive(EmbeddedServer server) {
        long begin = System.nanoTime();
        try {
            server.revive();
            LOG.info("Embedded {} accepts connections again after {} ms", server.product(), Duration.ofNanos(System.nanoTime() - begin).toMillis());
        } catch (IOException | EmbeddedServerException | RuntimeException e) {
            LOG.error("Embedded {} did not start again: {}", server.product(), e.getMessage());
        }
    }

    private static Duration next(Duration delay) {
        Duration doubled = delay.isZero() ? FIRST_DELAY : delay.multipliedBy(2);
        return doubled.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : doubled;
    }

    private static boolean hasDied(EmbeddedServer server) {
        try {
            return server.hasDied();
        } catch (IOException e) {
            LOG.warn("Embedded {}: it cannot be told whether it runs: {}", server.product(), e.toString());
            return false;
        }
    }

    /** @return false when it was closed meanwhile */
    private boolean waited(Duration duration) {
        try {
            return !closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** From now on nothing is started again. An attempt under way ends first: half a start would leave a server behind. */
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
