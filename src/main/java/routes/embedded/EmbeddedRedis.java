package routes.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis server used when no {@code REDIS_URL} is set: a real one with an append-only file (at most the last second is
 * lost by a power cut, nothing by a kill), on a free port of 127.0.0.1, behind a password that is new at each start. Its
 * data is in {@code <DATA_DIR>/redis}; a second start goes on with it. A server left behind by a killed process is stopped
 * first.
 *
 * <p>It registers no shutdown hook: {@link EmbeddedServers} decides when to stop. Thread-safe; {@code start} and
 * {@code close} can be called again.
 */
public final class EmbeddedRedis implements AutoCloseable, EmbeddedServer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    /** Loading a large append-only file is part of the start. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration FORK_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int START_ATTEMPTS = 3;

    private final DataDirectory directory;
    private final Path data;
    private final Path configurationFile;
    private final PidFile pidFile;
    private LogFile log;
    private Path program;
    private int port;
    private String password;
    private String running;

    public EmbeddedRedis(DataDirectory directory) {
        this.directory = directory;
        this.data = directory.resolve("redis");
        this.configurationFile = data.resolve("redis.conf");
        this.pidFile = new PidFile(data.resolve("redis.pid"), configurationFile.toString(), data);
    }

    /**
     * Starts the server, which takes some 50 ms plus the time to load the data.
     *
     * @return {@code redis://:<password>@127.0.0.1:<port>}; the same as before when it runs already
     * @throws EmbeddedServerException when it cannot run here; nothing is left running then
     */
    public synchronized String start() throws EmbeddedServerException {
        if (running == null) {
            long begin = System.nanoTime();
            try {
                running = startServer();
            } catch (IOException e) {
                throw directory.startFailure("Redis in " + data, "REDIS_URL", e);
            }
            LOG.info("Embedded Redis accepts connections after {} ms, its data is in {}",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis(), data);
        }
        return running;
    }

    private String startServer() throws IOException, EmbeddedServerException {
        program = new RedisProgram(directory.binaries(), Platform.current(),
                Optional.ofNullable(System.getenv("PATH")).orElse("")).find();
        prepareDataDirectory();
        Optional<ProcessHandle> orphan = pidFile.server();
        if (orphan.isPresent()) {
            LOG.warn("Embedded Redis of a killed process still runs as {}; it is stopped and started again", orphan.get().pid());
            stopServer();
        }
        log = directory.log("redis");
        for (int attempt = 1; ; attempt++) {
            port = FreePort.find();
            password = Secret.random();
            if (launched()) {
                return "redis://:" + password + "@127.0.0.1:" + port;
            }
            if (attempt == START_ATTEMPTS) {
                throw new IOException(log.path() + " says:\n" + log.tail());
            }
            LOG.warn("Embedded Redis: port {} was taken by another process, another one is tried", port);
        }
    }

    private void prepareDataDirectory() throws IOException, EmbeddedServerException {
        if (Files.exists(data)) {
            directory.requireOwnership(data);
        } else {
            Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** False when another process was faster to take the port. */
    private boolean launched() throws IOException {
        log.begin();
        Files.deleteIfExists(pidFile.file());
        // not on the command line, which every user of the machine can read
        Secret.write(configurationFile, new RedisConfiguration(data, pidFile.file(), log.path()).text(port, password));
        new Tool(List.of(program.toString(), configurationFile.toString())).run(log, FORK_LIMIT);
        RedisProbe probe = new RedisProbe(port, password);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!probe.answers()) {
            // it writes its pid after it has got the port, and loads its data after that
            boolean gotPort = Files.exists(pidFile.file()) && Files.size(pidFile.file()) > 0;
            boolean refused = gotPort && pidFile.server().isEmpty();
            if (!gotPort && log.tail().contains("Failed listening on port")) {
                return false;
            }
            if (refused || System.nanoTime() > deadline) {
                stopServer();
                throw new IOException((refused ? "It ended by itself; " : "It was not ready after " + START_LIMIT.toSeconds() + " s; ")
                        + log.path() + " says:\n" + log.tail());
            }
            Pause.of(POLL);
        }
        return true;
    }

    @Override
    public String product() {
        return "Redis";
    }

    @Override
    public synchronized boolean hasDied() throws IOException {
        return running != null && pidFile.server().isEmpty();
    }

    @Override
    public synchronized void revive() throws IOException {
        if (hasDied() && !launched()) {
            throw new IOException("its port " + port + " was taken by another process");
        }
    }

    /** SIGTERM makes Redis write and fsync its append-only file before it ends, as the command SHUTDOWN does. */
    private void stopServer() throws IOException {
        Optional<ProcessHandle> server = pidFile.server();
        server.ifPresent(ProcessHandle::destroy);
        if (server.isPresent() && !ended()) {
            LOG.warn("Embedded Redis does not end {} s after SIGTERM, it is killed; its append-only file stays as it is",
                    STOP_LIMIT.toSeconds());
            server.get().destroyForcibly();
            if (!ended()) {
                throw new IOException("process " + server.get().pid() + " cannot be killed");
            }
        }
    }

    private boolean ended() throws IOException {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (pidFile.server().isPresent() && System.nanoTime() < deadline) {
            Pause.of(POLL);
        }
        return pidFile.server().isEmpty();
    }

    /** Stops the server and returns when it is down, after 30 s at most by killing it. Does nothing when it is not running. */
    @Override
    public synchronized void close() throws EmbeddedServerException {
        if (running == null) {
            return;
        }
        running = null;
        try {
            stopServer();
        } catch (IOException e) {
            throw new EmbeddedServerException("The embedded Redis in " + data + " could not be stopped; the next start takes "
                    + "care of it. " + e.getMessage(), e);
        }
    }
}
