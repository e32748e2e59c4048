package routes.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another process, leader of its own group, that runs both servers in a directory until it is ended. */
final class OtherHearthwatch implements AutoCloseable {

    private final Process process;
    private final EmbeddedServers.Endpoints endpoints;

    private OtherHearthwatch(Process process, EmbeddedServers.Endpoints endpoints) {
        this.process = process;
        this.endpoints = endpoints;
    }

    static OtherHearthwatch startedIn(Path dataDir) throws IOException {
        Process process = new ProcessBuilder("setsid", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), OtherHearthwatch.class.getName(), dataDir.toString())
                .redirectError(Redirect.INHERIT).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the other process did not start its servers");
        }
        String[] words = line.split(" ");
        return new OtherHearthwatch(process, new EmbeddedServers.Endpoints(
                Optional.of(new EmbeddedDatabase(words[1], words[2], words[3])), Optional.of(words[4])));
    }

    public static void main(String[] arguments) throws Exception {
        EmbeddedServers servers = new EmbeddedServers(Path.of(arguments[0]), true, true);
        EmbeddedServers.Endpoints endpoints = servers.start();
        EmbeddedDatabase database = endpoints.database().orElseThrow();
        System.out.println("ready " + database.jdbcUrl() + " " + database.user() + " " + database.password() + " "
                + endpoints.redisUrl().orElseThrow());
        while (System.in.read() >= 0) {
            continue;
        }
        servers.close();
    }

    EmbeddedServers.Endpoints endpoints() {
        return endpoints;
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal to the whole process group, as a terminal does for Ctrl-C and a container runtime for stop. */
    void signalGroup(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid()).start().waitFor();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("the other process survives SIG" + signal);
        }
    }

    /** Stops its servers in an orderly way, if it is alive. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor(30, TimeUnit.SECONDS);
        process.destroyForcibly();
    }
}
