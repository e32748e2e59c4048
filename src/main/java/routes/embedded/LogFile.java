package routes.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The log file of one embedded server, to which its tools write too. Not thread-safe. */
final class LogFile {

    private static final long MAX_BYTES = 5_000_000;
    private static final int TAIL_BYTES = 8_192;
    private static final int TAIL_LINES = 12;

    private final Path path;
    private long begin;

    LogFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Call while the server is down. Sets a log over 5 MB aside (one is kept), and starts what {@link #tail()} shows. */
    void begin() throws IOException {
        if (size() > MAX_BYTES) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        begin = size();
    }

    /** The last lines written since {@link #begin()}, without control characters. */
    String tail() throws IOException {
        long end = size();
        long from = Math.max(begin, end - TAIL_BYTES);
        if (end <= from) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
        }
        List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", " ")).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private long size() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }
}
