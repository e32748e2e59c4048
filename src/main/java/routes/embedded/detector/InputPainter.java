package routes.embedded.detector;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns a part of a picture into the model's input of one shape: letterboxed, three planes in the order blue, green, red,
 * normalised with the mean and deviation NanoDet was trained with. Reuses its buffers: not thread-safe.
 */
final class InputPainter {

    private static final float[] MEAN = {103.53f, 116.28f, 123.675f};
    private static final float[] DEVIATION = {57.375f, 57.12f, 58.395f};
    /** Two weights of 8 bits each. */
    private static final int SHIFT = 16;

    private final InputShape shape;
    private final float[][] planes;
    private final float[][] normalised = new float[3][256];

    InputPainter(InputShape shape) {
        this.shape = shape;
        planes = new float[3][shape.width() * shape.height()];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                normalised[channel][value] = (value - MEAN[channel]) / DEVIATION[channel];
            }
        }
    }

    /** @param input filled from the start; three planes of width x height */
    void paint(Picture picture, Letterbox letterbox, FloatBuffer input) {
        for (int channel = 0; channel < 3; channel++) {
            Arrays.fill(planes[channel], normalised[channel][0]);
        }
        Region region = letterbox.region();
        double step = picture.step();
        Samples across = Samples.of(region.left() / step, region.width() / step / letterbox.width(), letterbox.width(), picture.columns());
        Samples down = Samples.of(region.top() / step, region.height() / step / letterbox.height(), letterbox.height(), picture.rows());
        for (int row = 0; row < letterbox.height(); row++) {
            paintRow(picture, across, down, row, (letterbox.y() + row) * shape.width() + letterbox.x());
        }
        for (int channel = 0; channel < 3; channel++) {
            input.put(channel * planes[channel].length, planes[channel]);
        }
    }

    private void paintRow(Picture picture, Samples across, Samples down, int row, int target) {
        byte[] bgr = picture.bgr();
        int width = across.index().length / across.count();
        for (int column = 0; column < width; column++) {
            int blue = 1 << (SHIFT - 1);
            int green = blue;
            int red = blue;
            for (int v = row * down.count(); v < (row + 1) * down.count(); v++) {
                int line = down.index()[v] * picture.columns();
                int weight = down.weights()[v];
                for (int h = column * across.count(); h < (column + 1) * across.count(); h++) {
                    int pixel = 3 * (line + across.index()[h]);
                    int share = weight * across.weights()[h];
                    blue += share * (bgr[pixel] & 0xff);
                    green += share * (bgr[pixel + 1] & 0xff);
                    red += share * (bgr[pixel + 2] & 0xff);
                }
            }
            planes[0][target + column] = normalised[0][blue >> SHIFT];
            planes[1][target + column] = normalised[1][green >> SHIFT];
            planes[2][target + column] = normalised[2][red >> SHIFT];
        }
    }
}
