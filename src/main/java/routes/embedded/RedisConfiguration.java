package routes.embedded;

import java.nio.file.Path;

/**
 * The configuration file of the embedded Redis: an append-only file flushed once a second, no memory limit tricks (a full
 * Redis refuses writes and loses nothing), reachable from this machine with the password only.
 *
 * @param directory where the append-only files go
 * @param pidFile   written by the server
 * @param logFile   written by the server
 */
record RedisConfiguration(Path directory, Path pidFile, Path logFile) {

    String text(int port, String password) {
        return """
                bind 127.0.0.1
                port %d
                protected-mode yes
                requirepass %s
                daemonize yes
                set-proc-title no
                pidfile %s
                logfile %s
                dir %s
                save ""
                appendonly yes
                appendfsync everysec
                aof-load-truncated yes
                maxmemory-policy noeviction
                """.formatted(port, password, quoted(pidFile), quoted(logFile), quoted(directory));
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
