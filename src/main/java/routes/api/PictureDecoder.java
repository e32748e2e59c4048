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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.picture.JpegDamage;
import routes.picture.JpegScans;

/**
 * Decodes a picture no larger than needed: pixels that would be scaled away are never held in memory. Decoders of JPEG in several scans
 * hold all of it, so that a very large one of those is not decoded. Thread-safe.
 */
final class PictureDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(PictureDecoder.class);

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
     * @param picture what the file is of, for the log
     * @param fits    true: the result is at most {@code side} on its longer side; false: at least as wide as {@code side} where the original is
     * @throws ApiException 422 when it cannot be decoded: damaged, neither JPEG nor PNG, or too large
     */
    Decoded decode(Picture picture, byte[] file, int side, boolean fits) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(in);
            try {
                JpegDamage damage = new JpegDamage();
                reader.addIIOReadWarningListener(damage);
                reader.setInput(in, true, true);
                long width = reader.getWidth(0);
                long height = reader.getHeight(0);
                requireBounded(reader, file, width * height);
                int scale = (int) Math.max(1, fits ? (Math.max(width, height) + side - 1) / side : width / side);
                ImageReadParam every = reader.getDefaultReadParam();
                every.setSourceSubsampling(scale, scale, 0, 0);
                BufferedImage image = reader.read(0, every);
                if (damage.found().isPresent()) {
                    throw new IOException(damage.found().get());
                }
                return new Decoded(image, scale);
            } finally {
                reader.dispose();
            }
        } catch (ApiException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // the readers of the JDK throw all kinds of unchecked exceptions on damaged files
            LOG.info("image {}: cannot be decoded, the client is told so: {}", picture.filePath(), e.toString());
            throw new ApiException(422, "IMAGE_NOT_DECODABLE",
                    "The camera's file is damaged, or neither JPEG nor PNG; it is available as it is, without boxes");
        }
    }

    /** The JDK knows more formats, which no camera picture has. */
    private static ImageReader reader(ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (isJpeg(reader) || reader.getFormatName().equalsIgnoreCase("png")) {
                return reader;
            }
        }
        throw new IOException("neither JPEG nor PNG");
    }

    private static boolean isJpeg(ImageReader reader) throws IOException {
        return reader.getFormatName().equalsIgnoreCase("jpeg");
    }

    private void requireBounded(ImageReader reader, byte[] file, long pixels) throws IOException {
        if (pixels > maxPixels) {
            throw tooLarge("picture");
        }
        if (pixels > JpegScans.MAX_SCANS_PIXELS && isJpeg(reader) && JpegScans.of(file).several()) {
            throw tooLarge("progressive JPEG");
        }
    }

    private static ApiException tooLarge(String what) {
        return new ApiException(422, "IMAGE_TOO_LARGE", "The " + what + " has too many pixels to be decoded; it is available as it is, without boxes");
    }
}
