package routes.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One pass over the content of one file: structure and SHA-256 together, in a fixed buffer.
 * Files much longer than the buffer cost no more memory than short ones.
 */
final class ImageReading {

    private static final int BUFFER = 64 * 1024;
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int TAIL = 4 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private ImageStructure structure;
    private boolean blankStart;
    private long bytes;
    private String sha256 = "";

    /** Reads to the end, or until there is more than {@code maxBytes}; then the hash stays empty. */
    void readAll(SeekableByteChannel channel, long maxBytes) throws IOException {
        MessageDigest digest = sha256();
        while (fill(channel) > 0) {
            if (bytes == 0) {
                recognise();
            }
            bytes += buffer.limit();
            if (bytes > maxBytes) {
                return;
            }
            if (structure != null) {
                structure.feed(buffer.array(), 0, buffer.limit());
            }
            digest.update(buffer);
        }
        sha256 = HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Looks at both ends only. A file of a slow upload is looked at on each of its events, and reading all of it each time
     * would cost the square of its size.
     *
     * @return whether it is worth reading all of it: it ends as its format ends, or it is no image at all
     */
    boolean looksEnded(SeekableByteChannel channel) throws IOException {
        fill(channel);
        recognise();
        if (structure == null) {
            return !blankStart;
        }
        channel.position(Math.max(0, channel.size() - TAIL));
        int length = fill(channel);
        byte[] tail = buffer.array();
        while (length > 0 && tail[length - 1] == 0) {
            length--;
        }
        if (length == 0) {
            return true; // more padding than the tail: only the whole walk can tell
        }
        return length > 1 && structure.endsLike(tail[length - 2] & 0xFF, tail[length - 1] & 0xFF);
    }

    private int fill(SeekableByteChannel channel) throws IOException {
        buffer.clear();
        int read;
        do {
            read = channel.read(buffer);
        } while (read > 0 && buffer.hasRemaining());
        buffer.flip();
        return buffer.limit();
    }

    private void recognise() {
        structure = startsLike(JPEG) ? new JpegStructure() : startsLike(PNG) ? new PngStructure() : null;
        blankStart = true;
        for (int i = 0; i < Math.min(buffer.limit(), PNG.length); i++) {
            blankStart &= buffer.get(i) == 0;
        }
    }

    private boolean startsLike(byte[] magic) {
        int length = Math.min(buffer.limit(), magic.length);
        return Arrays.equals(buffer.array(), 0, length, magic, 0, length);
    }

    /** Null when the first bytes are those of no supported format, or there are none. */
    ImageStructure structure() {
        return structure;
    }

    /** Whether the file begins with zeros only, as one does whose space was reserved before its content came. */
    boolean blankStart() {
        return blankStart;
    }

    long bytes() {
        return bytes;
    }

    String sha256Hex() {
        return sha256;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
