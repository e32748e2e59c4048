package routes.embedded.detector;

/**
 * One box the model proposes, in pixels of the original picture (not clamped to it).
 *
 * @param score 0..1
 */
record Candidate(CocoClass type, double score, double left, double top, double right, double bottom) {

    /** Intersection over union, 0..1. */
    double overlap(Candidate other) {
        return overlap(shared(other), other.area());
    }

    /** Intersection over union, 0..1. */
    double overlap(Region region) {
        double shared = shared(region.left(), region.top(), region.right(), region.bottom());
        return overlap(shared, (double) region.width() * region.height());
    }

    private double overlap(double shared, double otherArea) {
        return shared == 0 ? 0 : shared / (area() + otherArea - shared);
    }

    /** Area of the intersection in square pixels. */
    double shared(Candidate other) {
        return shared(other.left, other.top, other.right, other.bottom);
    }

    private double shared(double otherLeft, double otherTop, double otherRight, double otherBottom) {
        double width = Math.min(right, otherRight) - Math.max(left, otherLeft);
        double height = Math.min(bottom, otherBottom) - Math.max(top, otherTop);
        return width <= 0 || height <= 0 ? 0 : width * height;
    }

    double area() {
        return (right - left) * (bottom - top);
    }

    /** The box around both, with the better name and score. */
    Candidate union(Candidate other) {
        Candidate better = score >= other.score ? this : other;
        return new Candidate(better.type, better.score, Math.min(left, other.left), Math.min(top, other.top),
                Math.max(right, other.right), Math.max(bottom, other.bottom));
    }
}
