package routes.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server used when no {@code DATABASE_URL} is set: a real one, durable (fsync and synchronous commit are
 * on), on a free port of 127.0.0.1, behind a password. The cluster is {@code <DATA_DIR>/postgres}; a second start goes
 * on with its data. A server left behind by a killed process is stopped first.
 *
 * <p>It registers no shutdown hook: the routes that use the database end before it does, so {@link EmbeddedServers}
 * decides when. Thread-safe; {@code start} and {@code close} can be called again.
 */
public final class EmbeddedPostgres implements AutoCloseable, EmbeddedServer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int START_ATTEMPTS = 3;
    private static final List<String> PASSING_FAILURES =
            List.of("Address already in use", "shared memory block", "lock file \"postmaster.pid\" already exists");
    /** Stands for "no process": no system gives this pid out. */
    private static final int NO_PID = Integer.MAX_VALUE;

    private final DataDirectory directory;
    private final PostgresCluster cluster;
    private final PidFile pidFile;
    private LogFile log;
    private PostgresTools tools;
    private int port;
    private EmbeddedDatabase running;

    public EmbeddedPostgres(DataDirectory directory) {
        this.directory = directory;
        this.cluster = new PostgresCluster(directory);
        Path data = cluster.path();
        this.pidFile = new PidFile(data.resolve("postmaster.pid"), "-D " + data, data);
    }

    /**
     * Starts the server, the first time on a machine after unpacking it and making the cluster (about 3 s), else in
     * less than 0.5 s.
     *
     * @return how to connect; the same as before when it runs already
     * @throws EmbeddedServerException when it cannot run here; nothing is left running then
     */
    public synchronized EmbeddedDatabase start() throws EmbeddedServerException {
        if (running == null) {
            long begin = System.nanoTime();
            try {
                running = startServer();
            } catch (IOException e) {
                throw directory.startFailure("PostgreSQL in " + cluster.path(), "DATABASE_URL", e);
            }
            LOG.info("Embedded PostgreSQL accepts connections after {} ms, its data is in {}",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis(), cluster.path());
        }
        return running;
    }

    private EmbeddedDatabase startServer() throws IOException, EmbeddedServerException {
        log = directory.log("postgres");
        tools = PostgresTools.unpackedIn(directory, log);
        settleLeftovers();
        log.begin();
        cluster.prepare(tools);
        port = startOn(OptionalInt.empty());
        return new EmbeddedDatabase("jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.USER, cluster.password());
    }

    private void settleLeftovers() throws IOException {
        Optional<ProcessHandle> orphan = pidFile.server();
        if (orphan.isPresent()) {
            LOG.warn("Embedded PostgreSQL of a killed process still runs as {}; it is stopped and started again", orphan.get().pid());
            stopServer();
        } else if (pidFile.process().isPresent()) {
            // another program got the pid, and PostgreSQL would not start. The rest of the file stays: with its shared
            // memory id PostgreSQL sees for itself whether sessions of the old server are alive
            String content = Files.readString(pidFile.file());
            Files.writeString(pidFile.file(), content.replaceFirst("\\d+", Integer.toString(NO_PID)));
        }
    }

    /**
     * Tries again when another process was faster to take the port, sessions of a killed server are just ending, or a server
     * that a killed process had asked for has just come up.
     */
    private int startOn(OptionalInt wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            log.begin();
            int tried = wanted.isPresent() ? wanted.getAsInt() : FreePort.find();
            try {
                tools.start(cluster.path(), tried);
                return tried;
            } catch (IOException e) {
                stopIfRunning();
                String tail = log.tail();
                boolean passing = PASSING_FAILURES.stream().anyMatch(tail::contains);
                if (!passing || attempt == START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("Embedded PostgreSQL did not start on port {}, it is tried again in 1 s", tried);
                Pause.of(Duration.ofSeconds(1));
            }
        }
    }

    @Override
    public String product() {
        return "PostgreSQL";
    }

    @Override
    public synchronized boolean hasDied() throws IOException {
        return running != null && pidFile.server().isEmpty();
    }

    @Override
    public synchronized void revive() throws IOException {
        if (hasDied()) {
            settleLeftovers();
            startOn(OptionalInt.of(port));
        }
    }

    private void stopIfRunning() throws IOException {
        if (pidFile.server().isPresent()) {
            stopServer();
        }
    }

    private void stopServer() throws IOException {
        try {
            tools.stop(cluster.path());
        } catch (IOException e) {
            LOG.warn("Embedded PostgreSQL does not stop, it is aborted and recovers at the next start", e);
            tools.abort(cluster.path());
        }
    }

    /** Stops the server and returns when it is down, after 30 s at most by aborting it. Does nothing when it is not running. */
    @Override
    public synchronized void close() throws EmbeddedServerException {
        if (running == null) {
            return;
        }
        running = null;
        try {
            stopIfRunning();
        } catch (IOException e) {
            throw new EmbeddedServerException("The embedded PostgreSQL in " + cluster.path() + " could not be stopped; the next start "
                    + "takes care of it. " + e.getMessage(), e);
        }
    }
}
