package routes.detect;

/**
 * Top-left corner and size in pixels of the original image.
 *
 * @param x      0 or more
 * @param y      0 or more
 * @param width  1 or more
 * @param height 1 or more
 */
public record BoundingBox(int x, int y, int width, int height) {

    public BoundingBox {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("not a box: x=%d y=%d width=%d height=%d".formatted(x, y, width, height));
        }
    }
}
