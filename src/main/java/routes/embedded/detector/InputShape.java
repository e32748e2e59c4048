package routes.embedded.detector;

/**
 * Size of the model's input in pixels. The picture is letterboxed into a 416 x 416 square, as the model was trained;
 * pictures of 1.625:1 and wider (16:9 cameras) and their upright counterparts leave bars so thick that cutting these saves
 * 38 % of the computation at the same accuracy. Only three shapes, so that each has its own reused buffers.
 */
enum InputShape {
    SQUARE(416, 416),
    WIDE(416, 256),
    TALL(256, 416);

    /** Cell sizes of the model's three output grids, in pixels; every shape is a multiple of the largest. */
    static final int[] STRIDES = {8, 16, 32};

    private final int width;
    private final int height;

    InputShape(int width, int height) {
        this.width = width;
        this.height = height;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int columns(int stride) {
        return width / stride;
    }

    int cells(int stride) {
        return columns(stride) * (height / stride);
    }

    /** The cheapest shape that shows a picture of this size at the same scale as the square does. */
    static InputShape of(int pictureWidth, int pictureHeight) {
        if ((long) pictureHeight * WIDE.width <= (long) pictureWidth * WIDE.height) {
            return WIDE;
        }
        if ((long) pictureWidth * TALL.height <= (long) pictureHeight * TALL.width) {
            return TALL;
        }
        return SQUARE;
    }
}
