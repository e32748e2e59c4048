package routes.embedded.detector;

/**
 * A picture's brightness in cells of {@link #CELL} x {@link #CELL} decoded pixels: 32,400 for 1080p, 129,600 for 4K. A person 40 pixels high
 * still covers several.
 *
 * @param values 0..255, row by row
 * @param cell   side of a cell in pixels of the original
 */
record LumaGrid(float[] values, int columns, int rows, int cell) {

    static final int CELL = 8;
    /** Every second pixel is enough for a mean. */
    private static final int STRIDE = 2;

    static LumaGrid of(Picture picture) {
        // a rest of less than a cell at the right and at the bottom is left out
        int columns = picture.columns() / CELL;
        int rows = picture.rows() / CELL;
        var values = new float[columns * rows];
        byte[] bgr = picture.bgr();
        for (int row = 0; row < rows; row++) {
            for (int line = row * CELL; line < (row + 1) * CELL; line += STRIDE) {
                int pixel = 3 * line * picture.columns();
                for (int column = 0; column < columns; column++) {
                    int sum = 0;
                    for (int i = 0; i < CELL; i += STRIDE) {
                        sum += (bgr[pixel] & 0xff) + 2 * (bgr[pixel + 1] & 0xff) + (bgr[pixel + 2] & 0xff);
                        pixel += 3 * STRIDE;
                    }
                    values[row * columns + column] += sum;
                }
            }
        }
        float weight = 4f * (CELL / STRIDE) * (CELL / STRIDE);
        for (int i = 0; i < values.length; i++) {
            values[i] /= weight;
        }
        return new LumaGrid(values, columns, rows, CELL * picture.step());
    }

    /** This, moved towards the other by a share of 0..1. */
    LumaGrid towards(LumaGrid other, float share) {
        var mixed = new float[values.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = values[i] + share * (other.values[i] - values[i]);
        }
        return new LumaGrid(mixed, columns, rows, cell);
    }

    static LumaGrid of(byte[] bytes, int columns, int rows, int cell) {
        var values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] & 0xff;
        }
        return new LumaGrid(values, columns, rows, cell);
    }

    /** The values rounded, as they are kept. */
    byte[] bytes() {
        var bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(values[i]);
        }
        return bytes;
    }
}
