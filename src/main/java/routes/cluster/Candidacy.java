package routes.cluster;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeks the leadership, holds it as long as the database says so, and seeks it again when it is lost. Runs on a thread of its own until
 * it is stopped. Nobody leads while PostgreSQL is away.
 */
final class Candidacy implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);
    private static final int STANDBY_MILLIS = 2_000;
    private static final int CHECK_MILLIS = 1_000;
    private static final int RETRY_MILLIS = 1_000;

    private final DataSource dataSource;
    private final String name;
    private final Mandate mandate;
    private final Office office;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean leader;
    private boolean failing;

    /** What begins and ends with the leadership. */
    interface Office {

        void enter() throws Exception;

        void leave();
    }

    Candidacy(DataSource dataSource, String name, Mandate mandate, Office office) {
        this.dataSource = dataSource;
        this.name = name;
        this.mandate = mandate;
        this.office = office;
    }

    boolean isLeader() {
        return leader;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        while (isWanted()) {
            try {
                Optional<AdvisoryLock> lock = AdvisoryLock.tryAcquire(dataSource, "leader", name);
                if (lock.isPresent()) {
                    try (AdvisoryLock held = lock.get()) {
                        lead(held);
                    }
                } else {
                    failing = false;
                    pause(STANDBY_MILLIS);
                }
            } catch (Exception | Error e) {
                if (!failing) {
                    LOG.warn("{}: this instance cannot lead now, it tries again every {} ms: {}", name, RETRY_MILLIS, e.toString());
                }
                failing = true;
                pause(RETRY_MILLIS);
            }
        }
    }

    private void lead(AdvisoryLock lock) throws Exception {
        try {
            mandate.begin();
            // taking over may have taken long: only who holds the lock even now has taken over last
            lock.verify();
            leader = true;
            LOG.info("{}: this instance leads", name);
            office.enter();
            failing = false;
            while (pause(CHECK_MILLIS) && mandate.isValid()) {
                lock.verify();
            }
        } finally {
            resign();
        }
    }

    private void resign() {
        boolean led = leader;
        leader = false;
        mandate.end();
        if (led) {
            LOG.info("{}: this instance leads no longer", name);
            office.leave();
            mandate.end();
        }
    }

    private boolean isWanted() {
        return stopped.getCount() > 0;
    }

    /** @return whether to go on */
    private boolean pause(int millis) {
        try {
            return !stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
            return false;
        }
    }
}
