package routes.embedded.detector;

/**
 * One box the model proposes, in pixels of the original picture (not clamped to it).
 *
 * @param score 0..1
 */
record Candidate(CocoClass type, double score, double left, double top, double right, double bottom) {

    /** Intersection over union, 0..1. */
    double overlap(Candidate other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double shared = width * height;
        return shared / (area() + other.area() - shared);
    }

    private double area() {
        return (right - left) * (bottom - top);
    }
}
