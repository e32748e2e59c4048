package routes.embedded.detector;

/**
 * Where a picture lies inside the model's input: scaled with its aspect ratio kept, centred, black bars around it.
 *
 * @param shape         the model's input
 * @param pictureWidth  of the original, in pixels
 * @param pictureHeight of the original, in pixels
 * @param x             left edge of the scaled picture inside the input
 * @param y             top edge of the scaled picture inside the input
 * @param width         of the scaled picture
 * @param height        of the scaled picture
 */
record Letterbox(InputShape shape, int pictureWidth, int pictureHeight, int x, int y, int width, int height) {

    static Letterbox of(int pictureWidth, int pictureHeight) {
        InputShape shape = InputShape.of(pictureWidth, pictureHeight);
        double scale = Math.min((double) shape.width() / pictureWidth, (double) shape.height() / pictureHeight);
        int width = Math.max(1, (int) Math.round(pictureWidth * scale));
        int height = Math.max(1, (int) Math.round(pictureHeight * scale));
        return new Letterbox(shape, pictureWidth, pictureHeight,
                (shape.width() - width) / 2, (shape.height() - height) / 2, width, height);
    }

    /** Horizontal position in the original picture of a position in the model's input. */
    double pictureX(double inputX) {
        return (inputX - x) * pictureWidth / width;
    }

    /** Vertical position in the original picture of a position in the model's input. */
    double pictureY(double inputY) {
        return (inputY - y) * pictureHeight / height;
    }
}
