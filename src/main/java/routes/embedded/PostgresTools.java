package routes.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code initdb}, {@code pg_ctl} and {@code postgres} of the bundled PostgreSQL. Thread-safe as far as the log is. */
final class PostgresTools {

    /** Crash recovery is part of the start; with 256 MB of WAL at most it takes seconds, on a slow disk more. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration INITDB_LIMIT = Duration.ofSeconds(120);
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Given on the command line, where they win over postgresql.conf and ALTER SYSTEM. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1", "unix_socket_directories=''",
            "fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_wal_size=256MB",
            "max_connections=60", "shared_buffers=48MB", "huge_pages=off", "max_logical_replication_workers=0",
            "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off", "logging_collector=off");

    private final Path bin;
    private final List<String> prefix;
    private final LogFile log;

    private PostgresTools(Path bin, List<String> prefix, LogFile log) {
        this.bin = bin;
        this.prefix = prefix;
        this.log = log;
    }

    /** Unpacks the programs if need be. */
    static PostgresTools unpackedIn(DataDirectory directory, LogFile log) throws IOException, EmbeddedServerException {
        refuseShellCharacters(directory.root());
        Path bin = directory.binaries().directory("postgres", archive(Platform.current()), TarXz::unpack).resolve("bin");
        if (!Files.isExecutable(bin.resolve("postgres"))) {
            throw new EmbeddedServerException("The embedded PostgreSQL in " + bin + " cannot be executed. Put DATA_DIR on a "
                    + "file system that is not mounted noexec, or set DATABASE_URL to a PostgreSQL server.");
        }
        return new PostgresTools(bin, UserNamespace.prefix(), log);
    }

    /** pg_ctl hands the paths to a shell, in double quotes. */
    private static void refuseShellCharacters(Path root) throws EmbeddedServerException {
        if (root.toString().matches("(?s).*[\"$`\\\\\\p{Cntrl}].*")) {
            throw new EmbeddedServerException("The embedded PostgreSQL cannot work in a directory whose path has one of "
                    + "\" $ ` \\ or a line break in it. Set DATA_DIR to another directory, or set DATABASE_URL.");
        }
    }

    private static URL archive(Platform platform) throws EmbeddedServerException {
        String arch = switch (platform.arch()) {
            case "amd64" -> "x86_64";
            case "arm64" -> "arm_64";
            default -> platform.arch();
        };
        // musl's archive has a name of its own; glibc's programs do not start there
        String libc = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        URL archive = PostgresTools.class.getResource("/postgres-" + platform.os() + "-" + arch + libc + ".txz");
        if (archive == null) {
            throw new EmbeddedServerException("This build of Hearthwatch brings no PostgreSQL for " + platform + libc
                    + ". Set DATABASE_URL to a PostgreSQL server, or build Hearthwatch on this platform.");
        }
        return archive;
    }

    /** Major version of the programs, as it stands in a cluster's PG_VERSION. */
    String majorVersion() throws IOException {
        String answer = new Tool(List.of(bin.resolve("postgres").toString(), "--version")).answer();
        Matcher version = Pattern.compile(" (\\d+)\\.").matcher(answer);
        if (!version.find()) {
            throw new IOException(bin.resolve("postgres") + " --version fails or says no version: " + answer);
        }
        return version.group(1);
    }

    /**
     * Makes a cluster whose sort order and upper and lower case are PostgreSQL's own, so that an update of the
     * operating system cannot make its text indexes wrong.
     */
    void initialise(Path cluster, String user, Path passwordFile) throws IOException {
        run(INITDB_LIMIT, "initdb", "--pgdata=" + cluster, "--username=" + user, "--pwfile=" + passwordFile,
                "--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    }

    /** Returns when connections are accepted. The server runs in a session of its own: no Ctrl-C reaches it. */
    void start(Path cluster, int port) throws IOException {
        run(START_LIMIT.plus(GRACE), "pg_ctl", "start", "--pgdata=" + cluster, "--wait",
                "--timeout=" + START_LIMIT.toSeconds(), "--log=" + log.path(),
                "--options=-p " + port + " -c " + String.join(" -c ", SETTINGS));
    }

    /** Ends sessions, writes a checkpoint and returns when the server is down; nothing committed is lost. */
    void stop(Path cluster) throws IOException {
        stop(cluster, "fast");
    }

    /** Ends the server without a checkpoint, when {@link #stop} does not work; the next start recovers what was committed. */
    void abort(Path cluster) throws IOException {
        stop(cluster, "immediate");
    }

    private void stop(Path cluster, String mode) throws IOException {
        run(STOP_LIMIT.plus(GRACE), "pg_ctl", "stop", "--pgdata=" + cluster, "--mode=" + mode, "--wait",
                "--timeout=" + STOP_LIMIT.toSeconds());
    }

    private void run(Duration limit, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        new Tool(command).run(log, limit);
    }
}
