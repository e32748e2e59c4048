package routes.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import okio.Buffer;

/** Answers that no service should give. */
public final class Bodies {

    private static final int BOMB_BYTES = 300_000_000;
    private static final int CHUNK = 1_000_000;
    private static final MockResponse BOMB = bomb();

    private Bodies() {
    }

    public static MockResponse html() {
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "text/html").body("<html><body>Bad gateway</body></html>").build();
    }

    /** 300 MB of spaces in 300 KB. */
    public static MockResponse gzipBomb() {
        return BOMB;
    }

    private static MockResponse bomb() {
        var bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] spaces = " ".repeat(CHUNK).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int written = 0; written < BOMB_BYTES; written += CHUNK) {
                gzip.write(spaces);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "application/json").setHeader("Content-Encoding", "gzip")
                .body(new Buffer().write(bytes.toByteArray())).build();
    }
}
