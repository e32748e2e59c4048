package routes.embedded;

import java.io.IOException;

/** A server of {@link EmbeddedServers} as {@link Supervisor} sees it. Thread-safe. */
interface EmbeddedServer {

    /** For the log: {@code PostgreSQL} or {@code Redis}. */
    String product();

    /** Whether it was started, was not closed, and its process is gone all the same. */
    boolean hasDied() throws IOException;

    /**
     * Starts it again on the same port, with the same data and the same password. Does nothing when it is closed or runs.
     *
     * @throws IOException             when it does not start now
     * @throws EmbeddedServerException when it does not start for a reason that somebody has to remove
     */
    void revive() throws IOException, EmbeddedServerException;
}
