package routes.embedded.detector;

/**
 * Where a part of a picture lies inside the model's input: scaled with its aspect ratio kept, centred, black bars around it.
 *
 * @param shape  the model's input
 * @param region of the original that is shown
 * @param x      left edge of the scaled region inside the input
 * @param y      top edge of the scaled region inside the input
 * @param width  of the scaled region
 * @param height of the scaled region
 */
record Letterbox(InputShape shape, Region region, int x, int y, int width, int height) {

    static Letterbox of(Region region) {
        InputShape shape = InputShape.of(region.width(), region.height());
        double scale = Math.min((double) shape.width() / region.width(), (double) shape.height() / region.height());
        int width = Math.max(1, (int) Math.round(region.width() * scale));
        int height = Math.max(1, (int) Math.round(region.height() * scale));
        return new Letterbox(shape, region, (shape.width() - width) / 2, (shape.height() - height) / 2, width, height);
    }

    /** Horizontal position in the original picture of a position in the model's input. */
    double pictureX(double inputX) {
        return region.left() + (inputX - x) * region.width() / width;
    }

    /** Vertical position in the original picture of a position in the model's input. */
    double pictureY(double inputY) {
        return region.top() + (inputY - y) * region.height() / height;
    }
}
