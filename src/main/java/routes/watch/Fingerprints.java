package routes.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A set of texts that keeps 8 bytes of each, so that the state of a million files fits into 8 MB. With a million texts in the set, a further one is
 * wrongly taken as contained with a probability of 10^6 / 2^64, about 5 in 10^14.
 * First added to, then {@link #contains asked}; not thread-safe.
 */
final class Fingerprints {

    private final MessageDigest digest;
    private long[] values = new long[64];
    private int size;
    private boolean sorted = true;

    Fingerprints() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(String text) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = of(text);
        sorted = false;
    }

    boolean contains(String text) {
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        return Arrays.binarySearch(values, 0, size, of(text)) >= 0;
    }

    int size() {
        return size;
    }

    private long of(String text) {
        byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | hash[i] & 0xFF;
        }
        return value;
    }
}
