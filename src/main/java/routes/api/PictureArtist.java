package routes.api;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scales pictures and draws boxes into them; the results are JPEGs. Thread-safe. */
final class PictureArtist {

    private static final Logger LOG = LoggerFactory.getLogger(PictureArtist.class);
    private static final Color ASKED_FOR = new Color(0xff, 0x5a, 0x1f);
    private static final Color OTHER = new Color(0xff, 0xd0, 0x4a);

    private final boolean labels = canWrite();

    byte[] withBoxes(PictureDecoder.Decoded decoded, Picture picture) {
        BufferedImage canvas = canvas(decoded.image(), decoded.image().getWidth(), decoded.image().getHeight());
        Graphics2D pen = canvas.createGraphics();
        try {
            int line = Math.max(2, Math.max(canvas.getWidth(), canvas.getHeight()) / 400);
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setStroke(new BasicStroke(line));
            for (Picture.Box box : picture.boxes()) {
                draw(pen, box, decoded.scale(), line);
            }
        } finally {
            pen.dispose();
        }
        return jpeg(canvas);
    }

    byte[] scaled(BufferedImage image, int maxWidth) {
        int width = Math.min(image.getWidth(), maxWidth);
        int height = Math.max(1, (int) ((long) image.getHeight() * width / image.getWidth()));
        return jpeg(canvas(image, width, height));
    }

    private void draw(Graphics2D pen, Picture.Box box, int scale, int line) {
        int x = box.bbox().x() / scale;
        int y = box.bbox().y() / scale;
        pen.setColor(box.askedFor() ? ASKED_FOR : OTHER);
        pen.drawRect(x, y, Math.max(1, box.bbox().width() / scale), Math.max(1, box.bbox().height() / scale));
        if (labels) {
            pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, 6 * line)));
            FontMetrics metrics = pen.getFontMetrics();
            String text = String.format(Locale.ROOT, "%s %.0f %%", box.label(), box.confidence() * 100);
            int bottom = Math.max(y, metrics.getHeight());
            pen.fillRect(x, bottom - metrics.getHeight(), metrics.stringWidth(text) + 2 * line, metrics.getHeight());
            pen.setColor(Color.BLACK);
            pen.drawString(text, x + line, bottom - metrics.getDescent());
        }
    }

    // JPEG knows no transparency
    private static BufferedImage canvas(BufferedImage image, int width, int height) {
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = canvas.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            pen.drawImage(image, 0, 0, width, height, Color.WHITE, null);
            return canvas;
        } finally {
            pen.dispose();
        }
    }

    private static byte[] jpeg(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try {
            if (!ImageIO.write(image, "jpeg", out)) {
                throw new IllegalStateException("this Java writes no JPEG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing a JPEG to memory", e);
        }
        return out.toByteArray();
    }

    // slim container images have no fonts, and Java then fails in many ways
    private static boolean canWrite() {
        try {
            BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = probe.createGraphics();
            pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 11));
            pen.getFontMetrics().stringWidth("person");
            pen.dispose();
            return true;
        } catch (LinkageError | InternalError | RuntimeException e) {
            LOG.warn("no fonts on this system, boxes are drawn without labels: {}", e.toString());
            return false;
        }
    }
}
