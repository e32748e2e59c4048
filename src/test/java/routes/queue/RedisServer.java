package routes.queue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.awaitility.Awaitility;
import routes.embedded.FreePort;

/** A real redis-server with an append-only file, which a test may kill and start again on the same port and data. */
public final class RedisServer implements AutoCloseable {

    private final Path folder;
    private final int port;
    private Process process;

    public RedisServer() {
        try {
            folder = Files.createTempDirectory("redis-server-");
            port = FreePort.find();
            String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
            String arch = System.getProperty("os.arch").matches("aarch64|arm64") ? "arm64" : "amd64";
            try (InputStream binary = RedisServer.class.getResourceAsStream("/redis-server-7.0.15-" + os + "-" + arch)) {
                Files.copy(binary, folder.resolve("redis-server"));
            }
            folder.resolve("redis-server").toFile().setExecutable(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    public void start() {
        try {
            process = new ProcessBuilder(folder.resolve("redis-server").toString(), "--bind", "127.0.0.1",
                    "--port", Integer.toString(port), "--save", "", "--appendonly", "yes", "--appendfsync", "everysec",
                    "--dir", folder.toString(), "--maxmemory-policy", "noeviction")
                    .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(this::accepts);
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Bytes that the append-only file holds now. */
    public long durableBytes() {
        try {
            return Files.size(appendOnlyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a power cut does to a file that is synced once a second: whatever was written after that many bytes is gone. */
    public void killAndForgetAfter(long durableBytes) {
        kill();
        try (FileChannel file = FileChannel.open(appendOnlyFile(), StandardOpenOption.WRITE)) {
            file.truncate(durableBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path appendOnlyFile() throws IOException {
        try (var files = Files.list(folder.resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof")).findFirst().orElseThrow();
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
