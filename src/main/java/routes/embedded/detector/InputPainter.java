package routes.embedded.detector;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.FloatBuffer;

/**
 * Turns a picture into the model's input of one shape: letterboxed, three planes in the order blue, green, red,
 * normalised with the mean and deviation NanoDet was trained with. Bilinear scaling, as in training.
 * Reuses its buffers: not thread-safe.
 */
final class InputPainter {

    private static final float[] MEAN = {103.53f, 116.28f, 123.675f};
    private static final float[] DEVIATION = {57.375f, 57.12f, 58.395f};

    private final BufferedImage canvas;
    private final float[] plane;
    private final float[][] normalised = new float[3][256];

    InputPainter(InputShape shape) {
        canvas = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_3BYTE_BGR);
        plane = new float[shape.width() * shape.height()];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                normalised[channel][value] = (value - MEAN[channel]) / DEVIATION[channel];
            }
        }
    }

    /** @param input filled from the start; three planes of width x height */
    void paint(Picture picture, Letterbox letterbox, FloatBuffer input) {
        Graphics2D graphics = canvas.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture.pixels(), letterbox.x(), letterbox.y(), letterbox.width(), letterbox.height(), null);
        graphics.dispose();

        byte[] pixels = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
        for (int channel = 0; channel < 3; channel++) {
            float[] values = normalised[channel];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = values[pixels[3 * i + channel] & 0xff];
            }
            input.put(channel * plane.length, plane);
        }
    }
}
