package routes.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The servers that stand in for those nobody configured, in {@code DATA_DIR}, which is locked as long as one of them runs. One that dies
 * is started again on the same port ({@link Supervisor}).
 * {@code routes.Hearthwatch} starts them before Camel and closes them after Camel has stopped; all routes use them.
 *
 * <p>Thread-safe; {@code start} and {@code close} can be called again. Both work to their end, within their time limits,
 * when the calling thread is interrupted: half a stop would leave a server behind.
 */
public final class EmbeddedServers implements AutoCloseable {

    private final Path dataDir;
    private final boolean postgresWanted;
    private final boolean redisWanted;
    private DataDirectory directory;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;
    private Supervisor supervisor;

    /**
     * How to reach the servers that were wanted.
     *
     * @param database present when PostgreSQL was wanted
     * @param redisUrl present when Redis was wanted; {@code redis://:<password>@127.0.0.1:<port>}
     */
    public record Endpoints(Optional<EmbeddedDatabase> database, Optional<String> redisUrl) {

        /** Leaves the passwords out, so that the record can be logged. */
        @Override
        public String toString() {
            return "Endpoints[" + database + ", " + redisUrl.map(url -> url.replaceFirst(":[^:@]*@", ":***@")) + "]";
        }
    }

    /**
     * @param dataDir  made when it is missing; not touched when no server is wanted
     * @param postgres whether an embedded PostgreSQL is wanted
     * @param redis    whether an embedded Redis is wanted
     */
    public EmbeddedServers(Path dataDir, boolean postgres, boolean redis) {
        this.dataDir = dataDir;
        this.postgresWanted = postgres;
        this.redisWanted = redis;
    }

    /**
     * Takes the directory, if a server is wanted, and starts nothing yet.
     *
     * @throws EmbeddedServerException when another Hearthwatch uses it, or it cannot be used
     */
    public synchronized void claim() throws EmbeddedServerException {
        if (directory == null && (postgresWanted || redisWanted)) {
            directory = DataDirectory.open(dataDir);
            postgres = new EmbeddedPostgres(directory);
            redis = new EmbeddedRedis(directory);
        }
    }

    /**
     * Starts the wanted servers side by side and returns when all accept connections.
     *
     * @throws EmbeddedServerException when one of them cannot run, or another Hearthwatch uses the directory; nothing is left
     *                                 running then
     */
    public synchronized Endpoints start() throws EmbeddedServerException {
        if (!postgresWanted && !redisWanted) {
            return new Endpoints(Optional.empty(), Optional.empty());
        }
        claim();
        CompletableFuture<EmbeddedDatabase> database = run("start-postgres", () -> postgresWanted ? postgres.start() : null);
        CompletableFuture<String> redisUrl = run("start-redis", () -> redisWanted ? redis.start() : null);
        try {
            awaitAll(database, redisUrl);
        } catch (EmbeddedServerException e) {
            try {
                close();
            } catch (EmbeddedServerException notClosed) {
                e.addSuppressed(notClosed);
            }
            throw e;
        }
        if (supervisor == null) {
            supervisor = new Supervisor(Stream.<EmbeddedServer>of(postgres, redis).filter(this::isWanted).toList());
            supervisor.start();
        }
        return new Endpoints(Optional.ofNullable(database.join()), Optional.ofNullable(redisUrl.join()));
    }

    /**
     * Stops what runs and gives the directory back. Call it when nothing uses the servers any more.
     *
     * @throws EmbeddedServerException when a server could not be stopped; the rest is closed all the same
     */
    @Override
    public synchronized void close() throws EmbeddedServerException {
        if (directory == null) {
            return;
        }
        DataDirectory held = directory;
        directory = null;
        if (supervisor != null) {
            supervisor.close();
            supervisor = null;
        }
        try {
            awaitAll(close("stop-redis", redis), close("stop-postgres", postgres));
        } finally {
            held.close();
        }
    }

    private boolean isWanted(EmbeddedServer server) {
        return server == postgres ? postgresWanted : redisWanted;
    }

    private static CompletableFuture<Void> close(String name, AutoCloseable server) {
        return run(name, () -> {
            server.close();
            return null;
        });
    }

    /** On a thread of its own, which nobody interrupts. */
    private static <T> CompletableFuture<T> run(String name, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(work.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        };
        new Thread(task, name).start();
        return result;
    }

    /** Waits until all are done, well or badly. */
    private static void awaitAll(CompletableFuture<?>... works) throws EmbeddedServerException {
        List<Throwable> failures = List.of(works).stream()
                .map(work -> work.handle((value, failure) -> failure).join())
                .filter(Objects::nonNull).toList();
        if (!failures.isEmpty()) {
            EmbeddedServerException first = failures.get(0) instanceof EmbeddedServerException known ? known
                    : new EmbeddedServerException("An embedded server failed: " + failures.get(0), failures.get(0));
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
