package routes.embedded.detector;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where a picture differs from what its camera usually shows. A change of the light is no change: contrast and brightness of the
 * whole are matched first, and slow gradients are taken out.
 */
final class Changes {

    /** Grey levels by which a cell must differ; the mean of a cell carries less than 2 of noise. */
    private static final float THRESHOLD = 8;
    /** A single flickering cell is nothing that could be recognised. */
    private static final int FEWEST_CELLS = 3;
    /** Cells apart that still belong together: legs and a jacket with a wall's colour in between. */
    private static final int GAP = 2;
    /** Cells around a cell whose mean difference counts as light. */
    private static final int LIGHT_RADIUS = 12;

    private final LumaGrid now;
    private final float[] difference;

    private Changes(LumaGrid now, float[] difference) {
        this.now = now;
        this.difference = difference;
    }

    /**
     * @param region   around neighbouring cells that changed, in pixels of the original
     * @param strength sum of the differences: larger and clearer changes have more
     */
    record Change(Region region, double strength) {
    }

    /** The strongest first. */
    static List<Change> between(LumaGrid before, LumaGrid now) {
        float[] difference = new float[now.values().length];
        double[] is = meanAndDeviation(now.values());
        double[] was = meanAndDeviation(before.values());
        float contrast = (float) Math.max(0.5, Math.min(2, (was[1] + 1) / (is[1] + 1)));
        for (int i = 0; i < difference.length; i++) {
            difference[i] = (float) ((now.values()[i] - is[0]) * contrast - (before.values()[i] - was[0]));
        }
        return new Changes(now, withoutLight(difference, now.columns(), now.rows())).collect();
    }

    private static double[] meanAndDeviation(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / values.length;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / values.length - mean * mean))};
    }

    /** Takes the mean of the surroundings from each cell, by a table of sums. */
    private static float[] withoutLight(float[] values, int columns, int rows) {
        double[] sums = new double[(columns + 1) * (rows + 1)];
        for (int y = 0; y < rows; y++) {
            double line = 0;
            for (int x = 0; x < columns; x++) {
                line += values[y * columns + x];
                sums[(y + 1) * (columns + 1) + x + 1] = sums[y * (columns + 1) + x + 1] + line;
            }
        }
        float[] flat = new float[values.length];
        for (int y = 0; y < rows; y++) {
            int top = Math.max(0, y - LIGHT_RADIUS) * (columns + 1);
            int bottom = Math.min(rows, y + LIGHT_RADIUS + 1) * (columns + 1);
            for (int x = 0; x < columns; x++) {
                int left = Math.max(0, x - LIGHT_RADIUS);
                int right = Math.min(columns, x + LIGHT_RADIUS + 1);
                double sum = sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left];
                flat[y * columns + x] = values[y * columns + x] - (float) (sum * (columns + 1) / ((double) (right - left) * (bottom - top)));
            }
        }
        return flat;
    }

    private List<Change> collect() {
        var changes = new ArrayList<Change>();
        var pending = new int[difference.length];
        for (int start = 0; start < difference.length; start++) {
            if (Math.abs(difference[start]) > THRESHOLD) {
                Change change = grow(start, pending);
                if (change != null) {
                    changes.add(change);
                }
            }
        }
        changes.sort((a, b) -> Double.compare(b.strength(), a.strength()));
        return changes;
    }

    /** Collects the changed cells around the first one and marks them as seen; null when there are too few. */
    private Change grow(int start, int[] pending) {
        int columns = now.columns();
        int left = columns;
        int top = now.rows();
        int right = 0;
        int bottom = 0;
        int cells = 0;
        double strength = take(start);
        int size = 0;
        pending[size++] = start;
        while (size > 0) {
            int at = pending[--size];
            int x = at % columns;
            int y = at / columns;
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            cells++;
            for (int near = Math.max(0, y - GAP); near <= Math.min(now.rows() - 1, y + GAP); near++) {
                for (int i = near * columns + Math.max(0, x - GAP); i <= near * columns + Math.min(columns - 1, x + GAP); i++) {
                    if (Math.abs(difference[i]) > THRESHOLD) {
                        strength += take(i);
                        pending[size++] = i;
                    }
                }
            }
        }
        int cell = now.cell();
        return cells < FEWEST_CELLS ? null
                : new Change(new Region(left * cell, top * cell, (right - left + 1) * cell, (bottom - top + 1) * cell), strength);
    }

    private double take(int cell) {
        double strength = Math.abs(difference[cell]);
        difference[cell] = 0;
        return strength;
    }
}
