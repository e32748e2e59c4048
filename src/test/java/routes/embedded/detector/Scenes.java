package routes.embedded.detector;

import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import routes.detect.BoundingBox;

/** Camera pictures of any size made from the sample photos: backgrounds without people, and a person of a chosen height put into them. */
public final class Scenes {

    /** Backgrounds: photos enlarged as a whole (soft), and photos repeated at their own size (full of detail). */
    public enum Background { PORCH, STREET, CAT, MEADOW, PORCHES, MEADOWS }

    private static final int PERSON_TOP = 99;
    private static final int PERSON_BOTTOM = 374;
    private static final int PERSON_LEFT = 192;
    private static final int PERSON_RIGHT = 275;
    /** The outline of the person on person.jpg. */
    private static final Polygon OUTLINE = new Polygon(
            new int[] {221, 228, 242, 249, 249, 258, 268, 270,
                275, 272, 260, 254, 245, 243, 264, 258, 222, 211, 212, 205, 205, 200, 197, 192, 194, 198, 204, 219},
            new int[] {104, 99, 100, 106, 132, 150, 205, 235, 240, 268, 272, 300, 330, 358,
                368, 374, 374, 366, 330, 320, 245, 242, 225, 190, 160, 130, 122, 124}, 28);

    private Scenes() {
    }

    /** A picture without people. */
    public static BufferedImage background(Background kind, int width, int height) throws IOException {
        return switch (kind) {
            case PORCH -> enlarged(photo("dog.jpg"), width, height);
            case STREET -> enlarged(photo("dog.jpg").getSubimage(80, 0, 640, 220), width, height);
            case CAT -> enlarged(photo("chelsea.png"), width, height);
            case MEADOW -> enlarged(photo("person.jpg").getSubimage(285, 0, 355, 200), width, height);
            case PORCHES -> repeated(photo("dog.jpg"), width, height);
            case MEADOWS -> repeated(photo("person.jpg").getSubimage(285, 0, 355, 424), width, height);
        };
    }

    /**
     * Puts the person into the picture.
     *
     * @param height   of the person in pixels
     * @param mirrored looking the other way
     * @return where the person is
     */
    public static BoundingBox addPerson(BufferedImage picture, int x, int y, int height, boolean mirrored) throws IOException {
        double scale = (double) height / (PERSON_BOTTOM - PERSON_TOP);
        int width = (int) Math.round((PERSON_RIGHT - PERSON_LEFT) * scale);
        var large = new BufferedImage(640, 424, BufferedImage.TYPE_INT_ARGB);
        Graphics2D cut = smooth(large.createGraphics());
        cut.fill(OUTLINE);
        cut.setComposite(java.awt.AlphaComposite.SrcIn);
        cut.drawImage(photo("person.jpg"), 0, 0, null);
        cut.dispose();
        BufferedImage person = large.getSubimage(PERSON_LEFT - 8, PERSON_TOP - 8, PERSON_RIGHT - PERSON_LEFT + 16, PERSON_BOTTOM - PERSON_TOP + 16);
        Graphics2D graphics = smooth(picture.createGraphics());
        // halved first: one bilinear step of more than a factor of two leaves gaps
        double left = scale;
        while (left < 0.5) {
            person = enlarged(person, person.getWidth() / 2, person.getHeight() / 2);
            left *= 2;
        }
        var place = new AffineTransform();
        double margin = 8 * scale;
        place.translate(mirrored ? x + width + margin : x - margin, y - margin);
        place.scale((mirrored ? -1 : 1) * (width + 2 * margin) / person.getWidth(), (height + 2 * margin) / person.getHeight());
        graphics.drawImage(person, place, null);
        graphics.dispose();
        return new BoundingBox(x, y, width, height);
    }

    /** As a camera would send it. */
    public static byte[] jpeg(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.85f);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static BufferedImage photo(String name) throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(TestPictures.sample(name)));
        var rgb = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = rgb.createGraphics();
        graphics.drawImage(read, 0, 0, null);
        graphics.dispose();
        return rgb;
    }

    private static BufferedImage enlarged(BufferedImage photo, int width, int height) {
        int type = photo.getType() == BufferedImage.TYPE_INT_ARGB ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_3BYTE_BGR;
        var target = new BufferedImage(width, height, type);
        double scale = Math.max((double) width / photo.getWidth(), (double) height / photo.getHeight());
        Graphics2D graphics = smooth(target.createGraphics());
        graphics.drawImage(photo, (int) (width - photo.getWidth() * scale) / 2, (int) (height - photo.getHeight() * scale) / 2,
                (int) Math.ceil(photo.getWidth() * scale), (int) Math.ceil(photo.getHeight() * scale), null);
        graphics.dispose();
        return target;
    }

    private static BufferedImage repeated(BufferedImage photo, int width, int height) {
        var target = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = target.createGraphics();
        int w = photo.getWidth();
        int h = photo.getHeight();
        for (int row = 0; row * h < height; row++) {
            for (int column = 0; column * w < width; column++) {
                int x = column * w;
                // every other one mirrored: no seams
                graphics.drawImage(photo, column % 2 == 0 ? x : x + w, row * h, column % 2 == 0 ? w : -w, h, null);
            }
        }
        graphics.dispose();
        return target;
    }

    private static Graphics2D smooth(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        return graphics;
    }
}
