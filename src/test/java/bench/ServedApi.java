package bench;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import routes.embedded.FreePort;
import routes.testing.TestServers;

/**
 * The product as a process of its own with the roles {@code api} and {@code relay}, on an empty database and the Redis of
 * {@link TestServers}, and what can be seen of it from outside. With {@code -Dbench.jfr=true} it writes a flight recording.
 */
final class ServedApi implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "bench", "api").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HikariDataSource database;
    private final Process process;
    private final int apiPort = freePort();
    private final int managementPort = freePort();

    ServedApi(Map<String, String> settings) throws Exception {
        database = TestServers.newDatabase();
        Files.createDirectories(FOLDER.resolve("cameras"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        if (Boolean.getBoolean("bench.jfr")) {
            command.add("-XX:StartFlightRecording=settings=profile,filename=" + FOLDER.resolve("recording.jfr"));
        }
        command.addAll(List.of("-cp", classPath(), "routes.Hearthwatch"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("api.log").toFile());
        builder.environment().putAll(Map.of("ROLES", "api,relay", "API_PORT", "" + apiPort, "MANAGEMENT_PORT", "" + managementPort,
                "DATABASE_URL", database.getJdbcUrl() + "?user=" + database.getUsername() + "&password=" + database.getPassword(),
                "REDIS_URL", TestServers.redisUrl(), "REDIS_KEY_PREFIX", "bench:", "CAMERA_ROOT", FOLDER.resolve("cameras").toString(),
                "DATA_DIR", FOLDER.resolve("data").toString(), "RATE_LIMIT_WEBSOCKET_CONNECTIONS_PER_MINUTE", "1000000"));
        builder.environment().putAll(settings);
        process = builder.start();
        Awaitility.await("the API is ready").atMost(Duration.ofSeconds(60)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The product ended by itself:\n" + Files.readString(FOLDER.resolve("api.log")));
            }
            return Files.readString(FOLDER.resolve("api.log")).contains("Hearthwatch is ready");
        });
    }

    HikariDataSource database() {
        return database;
    }

    int port() {
        return apiPort;
    }

    /** CPU time used so far, ms. */
    long cpuMillis() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    /** Bytes that live on the heap after a full collection. */
    long liveHeap() throws Exception {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + process.pid(), "GC.class_histogram").start();
        String histogram = new String(jcmd.getInputStream().readAllBytes());
        Matcher total = Pattern.compile("Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("jcmd says: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** Resident memory, bytes; 0 where there is no {@code /proc}. */
    long resident() throws IOException {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
    }

    /** Open file descriptors; 0 where there is no {@code /proc}. */
    long openFiles() throws IOException {
        Path folder = Path.of("/proc", "" + process.pid(), "fd");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    /** The gauge {@code hsi_websocket_connections}. */
    int connections() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/observe/metrics")).build();
        String metrics = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("hsi_websocket_connections"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElseThrow();
    }

    /** That of this process, for one with another working directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        database.close();
    }
}
