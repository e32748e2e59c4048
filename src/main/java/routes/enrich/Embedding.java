package routes.enrich;

import java.util.Base64;

/**
 * The direction of a CLIP vector, one byte per dimension: 768 bytes instead of several KB of JSON. Rounding changes a cosine by less
 * than 0.01. Immutable.
 */
public final class Embedding {

    static final int DIMENSIONS = 768;

    private final byte[] values;

    private Embedding(byte[] values) {
        this.values = values;
    }

    /** @param vector {@value #DIMENSIONS} finite numbers, not all zero */
    static Embedding of(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (vector.length != DIMENSIONS || !(largest > 0) || !Double.isFinite(largest)) {
            throw new IllegalArgumentException("not a vector of " + DIMENSIONS + " finite numbers");
        }
        byte[] values = new byte[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            values[i] = (byte) Math.round(vector[i] / largest * Byte.MAX_VALUE);
        }
        return new Embedding(values);
    }

    /** @throws IllegalArgumentException when it is not what {@link #text} made */
    static Embedding parse(String text) {
        byte[] values = Base64.getDecoder().decode(text);
        if (values.length != DIMENSIONS) {
            throw new IllegalArgumentException("embedding of " + values.length + " dimensions");
        }
        return new Embedding(values);
    }

    String text() {
        return Base64.getEncoder().encodeToString(values);
    }

    /** Cosine of the angle between them, -1..1: 1 is the same direction. */
    double similarity(Embedding other) {
        long dot = 0;
        long own = 0;
        long others = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            dot += values[i] * other.values[i];
            own += values[i] * values[i];
            others += other.values[i] * other.values[i];
        }
        return own == 0 || others == 0 ? 0 : dot / Math.sqrt((double) own * others);
    }
}
