package routes.enrich;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/**
 * Variance of the Laplacian of the brightness: low where a picture is blurred by motion or focus (J. L. Pech-Pacheco et al., "Diatom
 * autofocusing in brightfield microscopy", ICPR 2000).
 */
final class Sharpness {

    /** Enough for a stable value, and under 5 ms. */
    private static final int MOST_SAMPLES = 100_000;

    private Sharpness() {
    }

    static double of(BufferedImage image, Rectangle area) {
        int left = Math.max(1, area.x);
        int top = Math.max(1, area.y);
        int right = Math.min(image.getWidth() - 1, area.x + area.width);
        int bottom = Math.min(image.getHeight() - 1, area.y + area.height);
        int rowStep = (int) Math.max(1, Math.ceil((double) (right - left) * (bottom - top) / MOST_SAMPLES));
        double sum = 0;
        double squares = 0;
        long n = 0;
        for (int y = top; y < bottom; y += rowStep) {
            for (int x = left; x < right; x++) {
                double value = luma(image, x - 1, y) + luma(image, x + 1, y) + luma(image, x, y - 1) + luma(image, x, y + 1)
                        - 4 * luma(image, x, y);
                sum += value;
                squares += value * value;
                n++;
            }
        }
        return n == 0 ? 0 : Math.max(0, squares / n - (sum / n) * (sum / n));
    }

    /** Rec. 601 weights. */
    private static double luma(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return 0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
    }
}
