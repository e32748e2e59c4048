package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import routes.embedded.FreePort;

/** The packaged jar as a process of its own, which a test may kill and start again. One at a time; each start has its own log file. */
public final class Product implements AutoCloseable {

    /** JVM options of a product that is measured: the whole compiler and the memory of a small machine, where tests want a fast start. */
    public static final String[] AS_DELIVERED = {"-XX:TieredStopAtLevel=4", "-Xmx512m"};

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path JAR = Path.of("target", "hearthwatch.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR");

    private final Path home;
    private final String name;
    private final Map<String, String> environment;
    private final int apiPort;
    private final List<String> command;
    private volatile Process process;
    private Path log;
    private int starts;

    /**
     * @param home     working directory; cameras and data are in it unless the settings say otherwise
     * @param settings environment variables of the process besides the ports
     */
    public Product(Path home, String name, Map<String, String> settings, String... jvmOptions) {
        this(home, name, settings, javaCommand(jvmOptions));
    }

    /** @param command what starts the program, e.g. {@code target/hearthwatch}; the process it starts must be the program's own */
    public Product(Path home, String name, Map<String, String> settings, List<String> command) {
        assertThat(JAR).as("mvn package makes what these tests start").exists();
        this.home = home;
        this.name = name;
        apiPort = freePort();
        environment = new HashMap<>(Map.of("CAMERA_ROOT", home.resolve("cameras").toString(), "DATA_DIR", home.resolve("data").toString(),
                "API_PORT", Integer.toString(apiPort), "MANAGEMENT_PORT", Integer.toString(freePort())));
        environment.putAll(settings);
        this.command = command;
    }

    private static List<String> javaCommand(String... jvmOptions) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    private static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public int apiPort() {
        return apiPort;
    }

    public int managementPort() {
        return Integer.parseInt(environment.get("MANAGEMENT_PORT"));
    }

    /** Of the running process. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    public Path log() {
        return log;
    }

    public Product startAndAwaitReady() {
        start();
        awaitReady();
        return this;
    }

    public void start() {
        log = home.resolve(name + "-" + ++starts + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitReady() {
        Awaitility.await(name + " is ready").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive()).as("%s ended by itself:%n%s", name, tail()).isTrue();
            return says("Hearthwatch is ready");
        });
    }

    /** Whether the log of this run has that text. */
    public boolean says(String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Whether that is among its ROLES. */
    boolean does(String role) {
        String roles = environment.get("ROLES");
        return roles == null || List.of(roles.split(",")).contains(role);
    }

    /** A setting that this product was given. */
    Optional<String> setting(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** How often the route has come to its end in this run, by the product's own metrics; 0 for a route it has not. */
    long rounds(String route) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + "/observe/metrics"))
                .timeout(Duration.ofSeconds(30)).build();
        String metrics = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("camel_exchanges_succeeded_total{") && line.contains("routeId=\"" + route + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGSTOP: it does nothing any more, and its connections stay. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int answer = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        assertThat(answer).as("kill -%s %d", name, pid()).isZero();
    }

    /** SIGTERM. @return the exit code */
    public int terminate(Duration within) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)).as("%s ends within %s after SIGTERM:%n%s", name, within, tail()).isTrue();
        return process.exitValue();
    }

    public String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes that work for this product: itself and what it embeds. */
    public List<ProcessHandle> processes() {
        String data = environment.get("DATA_DIR") + "/";
        return ProcessHandle.allProcesses()
                .filter(other -> other.info().commandLine().filter(line -> line.contains(data)).isPresent() || other.pid() == process.pid())
                .filter(ProcessHandle::isAlive).toList();
    }

    /** Leaves no process behind, also when the test has failed. */
    @Override
    public void close() {
        if (process != null) {
            kill();
            processes().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
