package routes.embedded.detector;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * One of the model's three output grids. Per cell 80 class scores (0..1, already through the sigmoid) and the distances
 * from the cell's centre to the four edges of the box, each as 11 logits whose softmax is a distribution over 0..10 cell
 * sizes; the distance is its expectation (Generalized Focal Loss, arXiv 2006.04388, section 3.2).
 *
 * @param stride    cell size in input pixels
 * @param columns   cells per row
 * @param scores    cells x 80
 * @param distances cells x 44: left, top, right, bottom
 */
record OutputGrid(int stride, int columns, FloatBuffer scores, FloatBuffer distances) {

    private static final int BINS = 11;
    static final int DISTANCES = 4 * BINS;
    private static final int CLASSES = 80;

    /** Adds every box whose score reaches the floor of its class, in pixels of the original picture. */
    void collect(ScoreFloors floors, Letterbox letterbox, List<Candidate> found) {
        List<CocoClass> classes = CocoClass.all();
        int cells = scores.capacity() / CLASSES;
        for (int cell = 0; cell < cells; cell++) {
            for (CocoClass type : classes) {
                float score = scores.get(cell * CLASSES + type.column());
                if (score >= floors.of(type)) {
                    found.add(candidate(type, score, cell, letterbox));
                }
            }
        }
    }

    private Candidate candidate(CocoClass type, float score, int cell, Letterbox letterbox) {
        double x = (cell % columns + 0.5) * stride;
        double y = (cell / columns + 0.5) * stride;
        return new Candidate(type, score,
                letterbox.pictureX(x - distance(cell, 0)), letterbox.pictureY(y - distance(cell, 1)),
                letterbox.pictureX(x + distance(cell, 2)), letterbox.pictureY(y + distance(cell, 3)));
    }

    /** @param edge 0 left, 1 top, 2 right, 3 bottom; the answer is in input pixels */
    private double distance(int cell, int edge) {
        int first = cell * DISTANCES + edge * BINS;
        double largest = Double.NEGATIVE_INFINITY;
        for (int bin = 0; bin < BINS; bin++) {
            largest = Math.max(largest, distances.get(first + bin));
        }
        double sum = 0;
        double weighted = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double weight = Math.exp(distances.get(first + bin) - largest);
            sum += weight;
            weighted += weight * bin;
        }
        return weighted / sum * stride;
    }
}
