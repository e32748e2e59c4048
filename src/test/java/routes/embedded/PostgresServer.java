package routes.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that a test may kill and start again on the same port and data, with an empty database of its own. The cluster stays in
 * {@code target/chaos/servers}, or one beside it while another test holds that, for the next test.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final String DATABASE = "chaos";
    private static final int MOST_AT_A_TIME = 8;

    private final DataDirectory directory;
    private final PostgresTools tools;
    private final PostgresCluster cluster;
    private final PidFile pidFile;
    private final int port;

    public PostgresServer() throws Exception {
        this(freeDirectory());
    }

    /** @param directory given back by {@link #close} */
    PostgresServer(DataDirectory directory) throws Exception {
        this.directory = directory;
        LogFile log = directory.log("postgres");
        log.begin();
        tools = PostgresTools.unpackedIn(directory, log);
        cluster = new PostgresCluster(directory);
        cluster.prepare(tools);
        pidFile = new PidFile(cluster.path().resolve("postmaster.pid"), "-D " + cluster.path(), cluster.path());
        endLeftover();
        port = FreePort.find();
        start();
        try (Connection connection = connect("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + DATABASE + " with (force)");
            statement.execute("create database " + DATABASE);
        }
    }

    private static DataDirectory freeDirectory() throws EmbeddedServerException {
        for (int number = 1; ; number++) {
            try {
                return DataDirectory.open(Path.of("target", "chaos", "servers" + (number == 1 ? "" : "-" + number)));
            } catch (EmbeddedServerException e) {
                if (!e.getMessage().contains("in use by another") || number == MOST_AT_A_TIME) {
                    throw e;
                }
            }
        }
    }

    /** The server of a test that was killed, which may have frozen it. */
    private void endLeftover() throws IOException, InterruptedException {
        if (pidFile.server().isPresent()) {
            thaw();
            try {
                tools.stop(cluster.path());
            } catch (IOException e) {
                LOG.warn("PostgreSQL of an earlier test does not stop, it is killed", e);
                pidFile.server().ifPresent(PostgresServer::kill);
            }
        }
    }

    /** Tries until the sessions of a killed server have ended, which keep a new one from starting. */
    public void start() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            tools.start(cluster.path(), port);
            return true;
        });
    }

    /** As kill -9 does to the server; its sessions end by themselves when they notice. */
    public void kill() throws IOException {
        kill(pidFile.server().orElseThrow());
    }

    private static void kill(ProcessHandle server) {
        List<ProcessHandle> sessions = server.descendants().toList();
        server.destroyForcibly();
        server.onExit().join();
        sessions.forEach(ProcessHandle::destroyForcibly);
    }

    /** SIGSTOP to the server and its sessions: it accepts connections and answers nothing. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        ProcessHandle server = pidFile.server().orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(server.pid())));
        server.descendants().forEach(session -> command.add(Long.toString(session.pid())));
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    /** {@code postgresql://user:password@127.0.0.1:port/database}. */
    public String url() throws IOException {
        return "postgresql://" + PostgresCluster.USER + ":" + cluster.password() + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    public Connection connect() throws SQLException, IOException {
        return connect(DATABASE);
    }

    private Connection connect(String database) throws SQLException, IOException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, PostgresCluster.USER, cluster.password());
    }

    @Override
    public void close() throws Exception {
        try (directory) {
            if (pidFile.server().isPresent()) {
                thaw();
                tools.abort(cluster.path());
            }
        }
    }
}
