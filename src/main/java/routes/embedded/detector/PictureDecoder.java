package routes.embedded.detector;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;
import routes.picture.JpegDamage;
import routes.picture.JpegScans;

/**
 * Decodes a JPEG or PNG once, in memory, to 8 bits of blue, green and red per pixel. The size is read from the header first,
 * so that a decompression bomb is refused before it costs anything. What is larger than needed is decoded with
 * subsampling: without tiles the model needs no more than two decoded pixels per input pixel, with tiles every pixel counts
 * up to {@link #MAX_DECODED_PIXELS}. The EXIF orientation is not applied: boxes refer to the pixels as they are stored.
 * Keeps one buffer for all pictures, so that memory stays flat: not thread-safe.
 */
final class PictureDecoder {

    private static final byte[] JPEG_MAGIC = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    /** The most a JPEG can have; a PNG with longer lines would need unbounded memory for a single one of them. */
    private static final int MAX_SIDE = 65_535;
    /** A 4K picture as a whole: 27 MB. */
    static final int MAX_DECODED_PIXELS = 9_000_000;

    private final long maxPixels;
    private final boolean fine;
    private byte[] buffer = new byte[0];

    /** @param fine whether tiles are looked at, for which a picture is decoded as finely as the buffer allows */
    PictureDecoder(long maxPixels, boolean fine) {
        this.maxPixels = maxPixels;
        this.fine = fine;
    }

    /**
     * @throws UploadRefusedException 400 when the bytes are no complete JPEG or PNG, 413 when it has too many pixels
     */
    Picture decode(byte[] file) throws UploadRefusedException {
        String format = format(file);
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        JpegDamage damage = new JpegDamage();
        reader.addIIOReadWarningListener(damage);
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            checkSize(width, height);
            if (format.equals("jpeg")) {
                checkScans(JpegScans.of(file), width, height);
            }
            Picture picture = read(reader, width, height);
            if (damage.found().isPresent()) {
                throw new UploadRefusedException(400, "image is damaged: " + damage.found().get());
            }
            return picture;
        } catch (IOException e) {
            throw new UploadRefusedException(400, "image cannot be decoded: " + e.getMessage());
        } catch (RuntimeException e) {
            // the readers of the JDK throw all kinds of unchecked exceptions on damaged files
            throw new UploadRefusedException(400, "image cannot be decoded");
        } finally {
            reader.dispose();
        }
    }

    private Picture read(ImageReader reader, int width, int height) throws IOException {
        int step = step(width, height);
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceSubsampling(step, step, step / 2, step / 2);
        int columns = (width - step / 2 + step - 1) / step;
        int rows = (height - step / 2 + step - 1) / step;
        BufferedImage target = target(columns, rows);
        if (isColour(reader)) {
            param.setDestination(target);
            reader.read(0, param);
        } else {
            BufferedImage other = reader.read(0, param);
            Graphics2D graphics = target.createGraphics();
            // what shines through shows black, not the picture before
            graphics.setColor(Color.BLACK);
            graphics.fillRect(0, 0, columns, rows);
            graphics.drawImage(other, 0, 0, null);
            graphics.dispose();
        }
        return new Picture(buffer, columns, rows, step, width, height);
    }

    /** Three bytes per pixel, which the reader writes straight into the buffer; grey, palettes and 16 bits are converted. */
    private static boolean isColour(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        if (!types.hasNext()) {
            return false;
        }
        ImageTypeSpecifier first = types.next();
        return first.getNumBands() == 3 && first.getBitsPerBand(0) == 8 && first.getColorModel().getPixelSize() == 24;
    }

    private BufferedImage target(int columns, int rows) {
        int bytes = 3 * columns * rows;
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
        WritableRaster raster = Raster.createInterleavedRaster(new DataBufferByte(buffer, buffer.length), columns, rows, 3 * columns, 3,
                new int[] {2, 1, 0}, null);
        ColorModel model = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR).getColorModel();
        return new BufferedImage(model, raster, false, null);
    }

    private int step(int width, int height) {
        int coarse = Math.max(1, Math.min(Math.max(width, height) / (2 * InputShape.SQUARE.width()), Math.min(width, height)));
        int step = fine ? 1 : coarse;
        while ((long) (width / step + 1) * (height / step + 1) > MAX_DECODED_PIXELS && step < coarse) {
            step++;
        }
        return step;
    }

    private static String format(byte[] file) throws UploadRefusedException {
        if (startsWith(file, JPEG_MAGIC)) {
            return "jpeg";
        }
        if (startsWith(file, PNG_MAGIC)) {
            return "png";
        }
        throw new UploadRefusedException(400, "not an image: neither JPEG nor PNG");
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    private void checkSize(int width, int height) throws UploadRefusedException {
        if ((long) width * height > maxPixels || Math.max(width, height) > MAX_SIDE) {
            throw new UploadRefusedException(413, "image too large: %d x %d pixels".formatted(width, height));
        }
    }

    /** Of four colours the JDK's reader makes transparent ones: a picture that nobody has seen. */
    private static void checkScans(JpegScans scans, int width, int height) throws UploadRefusedException {
        if (scans.components() == 4) {
            throw new UploadRefusedException(400, "image cannot be decoded: four colours (CMYK)");
        }
        if (scans.several() && (long) width * height > JpegScans.MAX_SCANS_PIXELS) {
            throw new UploadRefusedException(413, "image too large for a progressive one: %d x %d pixels".formatted(width, height));
        }
    }
}
