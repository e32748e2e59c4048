package bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;

/** First part of {@link HandWrittenLoop}: read, check, hash, dedupe, queue. Thread-safe. */
final class LoopReader {

    private final RedissonClient redisson;
    private final RStream<String, String> queue;

    LoopReader(RedissonClient redisson, RStream<String, String> queue) {
        this.redisson = redisson;
        this.queue = queue;
    }

    void read(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            if (!isWhole(content)) {
                System.out.println(file + " is not complete");
                return;
            }
            String camera = file.getParent().getFileName().toString();
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            if (redisson.getBucket("dedupe:" + camera + ":" + hash, StringCodec.INSTANCE).setIfAbsent(file.toString(), Duration.ofSeconds(300))) {
                queue.add(StreamAddArgs.entries(Map.of("camera", camera, "path", file.toString(), "hash", hash, "bytes", Integer.toString(content.length),
                        "modified", Long.toString(Files.getLastModifiedTime(file).toMillis()))));
            }
        } catch (IOException | NoSuchAlgorithmException | RuntimeException e) {
            e.printStackTrace(System.out);
        }
    }

    /** Walks the segments, then the scans, to EOI at the end. */
    private static boolean isWhole(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xD9) {
                return at + 2 == jpeg.length;
            }
            at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | jpeg[at + 3] & 0xFF);
            if (marker == 0xDA) {
                at = endOfScan(jpeg, at);
            }
        }
        return at + 2 == jpeg.length && (jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == 0xD9;
    }

    private static int endOfScan(byte[] jpeg, int from) {
        int at = from;
        while (at + 1 < jpeg.length) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] != 0 && (jpeg[at + 1] & 0xF8) != 0xD0) {
                return at;
            }
            at++;
        }
        return jpeg.length;
    }
}
