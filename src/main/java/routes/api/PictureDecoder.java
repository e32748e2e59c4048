package routes.api;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes a picture no larger than needed: pixels that would be scaled away are never held in memory. Thread-safe. */
final class PictureDecoder {

    private final long maxPixels;

    /** @param maxPixels {@code MAX_IMAGE_PIXELS}: a picture whose header announces more is not decoded */
    PictureDecoder(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * @param scale original pixels per pixel of the image, at least 1
     */
    record Decoded(BufferedImage image, int scale) {
    }

    /**
     * Every n-th pixel, n being the largest that leaves {@code side} pixels, or the smallest that leaves no more.
     *
     * @param fits true: the result is at most {@code side} on its longer side; false: at least as wide as {@code side} where the original is
     * @throws ApiException 422 when it cannot be decoded
     */
    Decoded decode(byte[] file, int side, boolean fits) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw undecodable();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long width = reader.getWidth(0);
                long height = reader.getHeight(0);
                if (width * height > maxPixels) {
                    throw new ApiException(422, "IMAGE_TOO_LARGE", "The picture has too many pixels to be decoded");
                }
                int scale = (int) Math.max(1, fits ? (Math.max(width, height) + side - 1) / side : width / side);
                ImageReadParam every = reader.getDefaultReadParam();
                every.setSourceSubsampling(scale, scale, 0, 0);
                return new Decoded(reader.read(0, every), scale);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw undecodable();
        }
    }

    private static ApiException undecodable() {
        return new ApiException(422, "IMAGE_NOT_DECODABLE", "The picture cannot be decoded here; it is available without boxes");
    }
}
