package routes.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "hearthwatch";
    private static final int START_ATTEMPTS = 3;
    /** Stands for "no process": no system gives this pid out. */
    private static final int NO_PID = Integer.MAX_VALUE;

    private final DataDirectory directory;
    private final Path cluster;
    private final Path passwordFile;
    private final PidFile pidFile;
    private LogFile log;
    private PostgresTools tools;
    private EmbeddedDatabase running;

    public EmbeddedPostgres(DataDirectory directory) {
        this.directory = directory;
        this.cluster = directory.resolve("postgres");
        this.passwordFile = directory.resolve("postgres.password");
        this.pidFile = new PidFile(cluster.resolve("postmaster.pid"), "-D " + cluster, cluster);
    }

    /**
     * Starts the server, the first time on a machine after unpacking it and making the cluster (about 4 s), else in
     * about 0.5 s.
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
                throw directory.startFailure("PostgreSQL in " + cluster, "DATABASE_URL", e);
            }
            LOG.info("Embedded PostgreSQL accepts connections after {} ms, its data is in {}",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis(), cluster);
        }
        return running;
    }

    private EmbeddedDatabase startServer() throws IOException, EmbeddedServerException {
        refuseShellCharacters();
        log = directory.log("postgres");
        tools = PostgresTools.unpacked(new BinaryStore(directory.resolve("bin")), log);
        settleLeftovers();
        log.begin();
        if (Files.exists(cluster)) {
            requireUsable();
        } else {
            initialise();
        }
        int port = startOnFreePort();
        return new EmbeddedDatabase("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER,
                Files.readString(passwordFile).strip());
    }

    /** pg_ctl hands the paths to a shell, in double quotes. */
    private void refuseShellCharacters() throws EmbeddedServerException {
        if (directory.root().toString().matches("(?s).*[\"$`\\\\\\p{Cntrl}].*")) {
            throw new EmbeddedServerException("The embedded PostgreSQL cannot work in a directory whose path has one of "
                    + "\" $ ` \\ or a line break in it. Set DATA_DIR to another directory, or set DATABASE_URL.");
        }
    }

    private void settleLeftovers() throws IOException {
        if (pidFile.server().isPresent()) {
            LOG.warn("Embedded PostgreSQL of a killed process still runs as {}; it is stopped and started again",
                    pidFile.server().get().pid());
            stopServer();
        } else if (pidFile.process().isPresent()) {
            // another program got the pid, and PostgreSQL would not start. The rest of the file stays: with its shared
            // memory id PostgreSQL sees for itself whether sessions of the old server are alive
            String content = Files.readString(pidFile.file());
            Files.writeString(pidFile.file(), NO_PID + content.substring(content.indexOf('\n')));
        }
    }

    private void requireUsable() throws IOException, EmbeddedServerException {
        directory.requireOwnership(cluster);
        String needed = tools.majorVersion();
        String found = Files.readString(cluster.resolve("PG_VERSION")).strip();
        if (!found.equals(needed)) {
            throw new EmbeddedServerException(cluster + " was written by PostgreSQL " + found + ", this Hearthwatch brings "
                    + needed + ". Move the data over with pg_dump of version " + found + ", set DATABASE_URL to a PostgreSQL "
                    + found + ", or move " + cluster + " away to begin anew.");
        }
        if (!Files.exists(passwordFile)) {
            throw new EmbeddedServerException(passwordFile + " is missing, and without it nobody can log in to the database in "
                    + cluster + ". Restore the file, or move " + cluster + " away to begin anew.");
        }
    }

    /** The cluster gets its name when it is complete: a kill meanwhile leaves no half cluster. */
    private void initialise() throws IOException {
        Path unfinished = directory.resolve("postgres.new");
        BinaryStore.deleteTree(unfinished);
        Secret.write(passwordFile, Secret.random() + "\n");
        tools.initialise(unfinished, USER, passwordFile);
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory.root())) {
            parent.force(true);
        }
    }

    /** Tries again when another process was faster to take the port, or sessions of a killed server are just ending. */
    private int startOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            log.begin();
            int port = FreePort.find();
            try {
                tools.start(cluster, port);
                return port;
            } catch (IOException e) {
                stopIfRunning();
                String tail = log.tail();
                boolean passing = tail.contains("Address already in use") || tail.contains("shared memory block");
                if (!passing || attempt == START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("Embedded PostgreSQL did not start on port {}, it is tried again", port);
                Pause.of(Duration.ofSeconds(1));
            }
        }
    }

    private void stopIfRunning() throws IOException {
        if (pidFile.server().isPresent()) {
            stopServer();
        }
    }

    private void stopServer() throws IOException {
        try {
            tools.stop(cluster);
        } catch (IOException e) {
            LOG.warn("Embedded PostgreSQL does not stop, it is aborted and recovers at the next start", e);
            tools.abort(cluster);
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
            throw new EmbeddedServerException("The embedded PostgreSQL in " + cluster + " could not be stopped; the next start "
                    + "takes care of it. " + e.getMessage(), e);
        }
    }
}
