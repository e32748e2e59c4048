package routes.enrich;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import routes.detect.BoundingBox;

/** A decoded picture of a batch: cut and encoded for the services, and measured. Lives only while the decoder has room for it. */
final class KeyPicture {

    /** Longest side of what is sent, pixels: the models scale to 224..1024 themselves. */
    private static final int LONGEST_SIDE = 1_280;
    /** Models that see cut a picture into tiles: more pixels are more tokens, and nothing is recognised better. */
    private static final int LONGEST_SIDE_FOR_MODEL = 1_024;
    /** Part of the box's size that is added on each side: detectors cut tightly. */
    private static final double MARGIN = 0.12;
    private static final float QUALITY = 0.85f;

    private final BufferedImage image;
    private final int step;

    /** @param step pixels of the original per pixel of the image, in each direction */
    KeyPicture(BufferedImage image, int step) {
        this.image = image;
        this.step = step;
    }

    /** How sharp the picture is where the object is; only comparable within a batch. */
    double sharpness(BoundingBox box) {
        return Sharpness.of(image, area(box, 0));
    }

    byte[] whole() throws IOException {
        return whole(LONGEST_SIDE);
    }

    byte[] forModel() throws IOException {
        return whole(LONGEST_SIDE_FOR_MODEL);
    }

    /** @param longestSide pixels; a smaller picture is not enlarged */
    private byte[] whole(int longestSide) throws IOException {
        return jpeg(new Rectangle(image.getWidth(), image.getHeight()), longestSide);
    }

    /** The object with a margin, limited to the picture. */
    byte[] crop(BoundingBox box) throws IOException {
        return jpeg(area(box, MARGIN), LONGEST_SIDE);
    }

    /** Never empty: a box that lies outside of the picture is moved to its edge. */
    private Rectangle area(BoundingBox box, double margin) {
        int left = clamp((int) Math.floor((box.x() - margin * box.width()) / step), image.getWidth() - 1);
        int top = clamp((int) Math.floor((box.y() - margin * box.height()) / step), image.getHeight() - 1);
        int right = clamp((int) Math.ceil((box.x() + (1 + margin) * box.width()) / step), image.getWidth());
        int bottom = clamp((int) Math.ceil((box.y() + (1 + margin) * box.height()) / step), image.getHeight());
        return new Rectangle(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    private static int clamp(int value, int max) {
        return Math.max(0, Math.min(max, value));
    }

    private byte[] jpeg(Rectangle part, int longestSide) throws IOException {
        double scale = Math.min(1, (double) longestSide / Math.max(part.width, part.height));
        int width = Math.max(1, (int) Math.round(part.width * scale));
        int height = Math.max(1, (int) Math.round(part.height * scale));
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = out.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height,
                    part.x, part.y, part.x + part.width, part.y + part.height, null);
        } finally {
            graphics.dispose();
        }
        return encode(out);
    }

    private static byte[] encode(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
