package bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Java process that is measured from outside. Its output goes to a file of its name. */
final class Child implements AutoCloseable {

    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR");
    private static final String SCRIPT_OPTIONS = "-XX:+UseSerialGC -Xms112m -Xmn64m -Xmx512m -XX:MinHeapFreeRatio=20"
            + " -Dio.netty.allocator.numDirectArenas=1 -Dio.netty.allocator.numHeapArenas=1 -Dio.netty.allocator.maxOrder=7";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        // a benchmark that is broken off leaves no process behind
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /**
     * @param home      working directory
     * @param arguments of java: options, what to run, its arguments
     */
    static Child start(String name, Path home, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        Path log = home.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(environment);
        return new Child(name, log, builder.start());
    }

    /** JVM options of what is compared, {@code BENCH_JVM_OPTIONS}: by default those of the start script, without its class archive. */
    static List<String> jvmOptions() {
        String options = System.getenv().getOrDefault("BENCH_JVM_OPTIONS", SCRIPT_OPTIONS).strip();
        return options.isEmpty() ? List.of() : Arrays.asList(options.split("\\s+"));
    }

    Child awaitOutput(String text) {
        Awaitility.await(name + " says " + text).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended by itself, see " + log + ":\n" + Files.readString(log));
            }
            return Files.readString(log).contains(text);
        });
        return this;
    }

    /** All threads, the compiler and the collector included. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** MiB resident now, 0 where there is no /proc. */
    double rss() throws IOException {
        return status("VmRSS:");
    }

    /** The most MiB that were resident so far, 0 where there is no /proc. */
    double peakRss() throws IOException {
        return status("VmHWM:");
    }

    private double status(String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024).findFirst().orElse(0);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
