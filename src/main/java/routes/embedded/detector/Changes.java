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
    private static final float HIGHEST_THRESHOLD = 64;
    /** Something that came differs clearly in a few cells, the rest of a change of light a little in many: between the sum (0) and the mean (1). */
    private static final double SPREAD = 0.75;
    /** Share of the picture's longer side from which a change is looked at for smaller ones in it. */
    private static final double LARGE = 0.03;
    /** A single flickering cell is nothing that could be recognised. */
    private static final int FEWEST_CELLS = 3;
    /** Cells apart that still belong together: legs and a jacket with a wall's colour in between. */
    private static final int GAP = 2;
    /** Cells around a cell whose mean difference counts as light. */
    private static final int LIGHT_RADIUS = 12;

    private final LumaGrid now;
    private final float[] difference;
    /** The threshold at which each cell became part of a change. */
    private final float[] seen;
    private final int[] pending;
    private final List<Change> found = new ArrayList<>();

    private Changes(LumaGrid now, float[] difference) {
        this.now = now;
        this.difference = difference;
        this.seen = new float[difference.length];
        this.pending = new int[difference.length];
    }

    /**
     * @param region   around neighbouring cells that changed, in pixels of the original
     * @param strength larger and clearer changes have more, clearness counts most
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
        collect(new Region(0, 0, now.columns(), now.rows()), THRESHOLD);
        found.sort((a, b) -> Double.compare(b.strength(), a.strength()));
        return found;
    }

    /** What a cell must differ by is doubled within a large change: light that moves over a wall may have somebody before it. */
    private void collect(Region cells, float threshold) {
        for (int y = cells.top(); y < cells.bottom(); y++) {
            for (int x = cells.left(); x < cells.right(); x++) {
                int start = y * now.columns() + x;
                if (isNew(start, threshold)) {
                    Region around = grow(start, threshold);
                    if (Math.max(around.width(), around.height()) > LARGE * Math.max(now.columns(), now.rows()) && threshold < HIGHEST_THRESHOLD) {
                        collect(around, 2 * threshold);
                    }
                }
            }
        }
    }

    private boolean isNew(int cell, float threshold) {
        return Math.abs(difference[cell]) > threshold && seen[cell] < threshold;
    }

    /** Collects the changed cells around the first one and marks them as seen; they are a change when there are enough. @return around them, in cells */
    private Region grow(int start, float threshold) {
        int columns = now.columns();
        int left = columns;
        int top = now.rows();
        int right = 0;
        int bottom = 0;
        int cells = 0;
        double strength = take(start, threshold);
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
                    if (isNew(i, threshold)) {
                        strength += take(i, threshold);
                        pending[size++] = i;
                    }
                }
            }
        }
        var around = new Region(left, top, right - left + 1, bottom - top + 1);
        if (cells >= FEWEST_CELLS) {
            int cell = now.cell();
            found.add(new Change(new Region(left * cell, top * cell, around.width() * cell, around.height() * cell), strength / Math.pow(cells, SPREAD)));
        }
        return around;
    }

    private double take(int cell, float threshold) {
        seen[cell] = threshold;
        return Math.abs(difference[cell]);
    }
}
