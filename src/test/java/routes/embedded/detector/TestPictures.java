package routes.embedded.detector;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** The sample photos, and variations of them. */
final class TestPictures {

    private TestPictures() {
    }

    static byte[] sample(String name) {
        try {
            return Files.readAllBytes(Path.of("samples", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample stretched to the size, as {@code jpg} or {@code png}, in the pixel layout of a BufferedImage type. */
    static byte[] scaled(String name, int width, int height, String format, int type) throws IOException {
        BufferedImage source = ImageIO.read(new ByteArrayInputStream(sample(name)));
        var target = new BufferedImage(width, height, type);
        var graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(source, 0, 0, width, height, null);
        graphics.dispose();
        var out = new ByteArrayOutputStream();
        ImageIO.write(target, format, out);
        return out.toByteArray();
    }

    /** A PNG header that claims a size; nothing follows. */
    static byte[] pngHeader(int width, int height) {
        var out = ByteBuffer.allocate(33);
        out.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        out.putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
        out.put(new byte[] {8, 2, 0, 0, 0});
        var crc = new CRC32();
        crc.update(out.array(), 12, 17);
        return out.putInt((int) crc.getValue()).array();
    }
}
