package routes.watch;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures with enough detail to be as long as those of a camera. */
final class Pictures {

    private Pictures() {
    }

    static BufferedImage scene(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Random random = new Random(42);
        for (int i = 0; i < width * height / 400; i++) {
            graphics.setColor(new Color(random.nextInt(0xFFFFFF)));
            graphics.fillRect(random.nextInt(width), random.nextInt(height), 30, 20);
        }
        graphics.dispose();
        for (int y = 0; y < height / 8; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(0xFFFFFF));
            }
        }
        return image;
    }

    static byte[] jpeg(int width, int height) throws IOException {
        return jpeg(width, height, false);
    }

    static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(scene(width, height), null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(scene(width, height), "png", output);
        }
        return bytes.toByteArray();
    }

    /** The JPEG with a whole other JPEG inside an APP1 segment, as an EXIF thumbnail is. */
    static byte[] withThumbnail(byte[] jpeg, byte[] thumbnail) {
        ByteBuffer result = ByteBuffer.allocate(jpeg.length + thumbnail.length + 10);
        result.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (thumbnail.length + 8));
        result.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(thumbnail);
        return result.put(jpeg, 2, jpeg.length - 2).array();
    }

    /** The JPEG with the size in its frame header overwritten. */
    static byte[] claiming(byte[] jpeg, int width, int height) {
        byte[] result = jpeg.clone();
        for (int i = 2; i < result.length - 9; i++) {
            boolean frame = (result[i] & 0xFF) == 0xFF && ((result[i + 1] & 0xFF) == 0xC0 || (result[i + 1] & 0xFF) == 0xC2);
            if (frame) {
                ByteBuffer.wrap(result).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                return result;
            }
        }
        throw new IllegalArgumentException("no frame header");
    }

    /** The PNG with the size in its header overwritten and the header's CRC put right. */
    static byte[] pngClaiming(byte[] png, int width, int height) {
        byte[] result = png.clone();
        ByteBuffer.wrap(result).putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(result, 12, 17);
        ByteBuffer.wrap(result).putInt(29, (int) crc.getValue());
        return result;
    }
}
