package routes.watch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/**
 * Decodes a whole image, for IMAGE_VALIDATION=decode. Warnings count as faults: ImageIO takes a truncated JPEG as good and only warns.
 * The picture itself is not kept; it is read subsampled to about one megapixel, which decodes every byte all the same.
 * Stateless and thread-safe.
 */
final class DecodeCheck {

    private static final double KEPT_PIXELS = 1_000_000;

    /** @return what is wrong, null when nothing is */
    String faultOf(Path file, String format, int width, int height) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java runtime has no decoder for " + format);
        }
        ImageReader reader = readers.next();
        List<String> warnings = new ArrayList<>();
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r");
             FileImageInputStream input = new FileImageInputStream(content)) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(input, true, true);
            ImageReadParam param = reader.getDefaultReadParam();
            int step = (int) Math.max(1, Math.ceil(Math.sqrt((double) width * height / KEPT_PIXELS)));
            param.setSourceSubsampling(step, step, 0, 0);
            // the raster of a JPEG, because ImageIO converts no CMYK and decoding is what matters here
            if (reader.canReadRaster()) {
                reader.readRaster(0, param);
            } else {
                reader.read(0, param);
            }
        } catch (IOException | RuntimeException e) { // damaged input makes the decoders throw either
            return String.valueOf(e.getMessage());
        } finally {
            reader.dispose();
        }
        return warnings.isEmpty() ? null : warnings.get(0);
    }
}
