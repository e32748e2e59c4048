package routes.embedded.detector;

/**
 * A part of a picture, in pixels of the original.
 *
 * @param width  1 or more
 * @param height 1 or more
 */
record Region(int left, int top, int width, int height) {

    static Region whole(Picture picture) {
        return new Region(0, 0, picture.width(), picture.height());
    }

    /** A region of this size around a point, moved into the picture and cut to it where it is larger. */
    static Region around(double x, double y, int width, int height, int pictureWidth, int pictureHeight) {
        int fittingWidth = Math.min(width, pictureWidth);
        int fittingHeight = Math.min(height, pictureHeight);
        int left = (int) Math.round(Math.max(0, Math.min(pictureWidth - fittingWidth, x - fittingWidth / 2.0)));
        int top = (int) Math.round(Math.max(0, Math.min(pictureHeight - fittingHeight, y - fittingHeight / 2.0)));
        return new Region(left, top, fittingWidth, fittingHeight);
    }

    int right() {
        return left + width;
    }

    int bottom() {
        return top + height;
    }

    boolean contains(Region other) {
        return left <= other.left && top <= other.top && right() >= other.right() && bottom() >= other.bottom();
    }

    /** Share of this region that lies within the other, 0..1. */
    double within(Region other) {
        double sharedWidth = Math.min(right(), other.right()) - Math.max(left, other.left);
        double sharedHeight = Math.min(bottom(), other.bottom()) - Math.max(top, other.top);
        return sharedWidth <= 0 || sharedHeight <= 0 ? 0 : sharedWidth * sharedHeight / ((double) width * height);
    }
}
