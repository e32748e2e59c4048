package routes.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL that a test may kill and start again on the same port and data, with an empty database of its own. The cluster stays in
 * {@code target/chaos/servers} for the next test.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String DATABASE = "chaos";

    private final DataDirectory directory;
    private final PostgresTools tools;
    private final PostgresCluster cluster;
    private final PidFile pidFile;
    private final int port;

    public PostgresServer() throws Exception {
        directory = DataDirectory.open(Path.of("target", "chaos", "servers"));
        LogFile log = directory.log("postgres");
        log.begin();
        tools = PostgresTools.unpackedIn(directory, log);
        cluster = new PostgresCluster(directory);
        cluster.prepare(tools);
        pidFile = new PidFile(cluster.path().resolve("postmaster.pid"), "-D " + cluster.path(), cluster.path());
        if (pidFile.server().isPresent()) {
            tools.stop(cluster.path());
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start();
        try (Connection connection = connect("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + DATABASE + " with (force)");
            statement.execute("create database " + DATABASE);
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
        ProcessHandle server = pidFile.server().orElseThrow();
        List<ProcessHandle> sessions = server.descendants().toList();
        server.destroyForcibly();
        server.onExit().join();
        sessions.forEach(ProcessHandle::destroyForcibly);
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
        if (pidFile.server().isPresent()) {
            tools.abort(cluster.path());
        }
        directory.close();
    }
}
