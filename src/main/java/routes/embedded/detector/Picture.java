package routes.embedded.detector;

import java.awt.image.BufferedImage;

/**
 * A decoded upload.
 *
 * @param pixels possibly decoded at a fraction of the original size
 * @param width  of the original as stored, in pixels
 * @param height of the original as stored, in pixels
 */
record Picture(BufferedImage pixels, int width, int height) {
}
