package routes.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that comes with a server, run to its end in bounded time. Stateless; an interrupt ends the wait and kills the program. */
final class Tool {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final List<String> command;

    Tool(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * Runs it with both output streams appended to the log.
     *
     * @throws IOException when it cannot be started, fails, or is not done in time (it is killed then)
     */
    void run(LogFile log, Duration limit) throws IOException {
        int exit = await(builder().redirectOutput(Redirect.appendTo(log.path().toFile())).start(), limit);
        if (exit != 0) {
            throw new IOException(name() + " ended with code " + exit + "; " + log.path() + " says:\n" + log.tail());
        }
    }

    /** What it prints, at most a few lines; empty when it fails. */
    String answer() throws IOException {
        Process process = builder().start();
        int exit = await(process, ANSWER_LIMIT);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return exit == 0 ? output : "";
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // PGDATA, PGPORT, PGOPTIONS and so on of the operator's shell are meant for other servers
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private int await(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException(name() + " was not done after " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + name());
        }
    }

    private String name() {
        return command.stream().filter(part -> part.startsWith("/")).findFirst().orElse(command.get(0));
    }
}
