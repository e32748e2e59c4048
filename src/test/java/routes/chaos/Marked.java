package routes.chaos;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Valid JPEGs of some 15 KB that differ in a comment with their number. */
final class Marked {

    private static final Pattern MARK = Pattern.compile("hearthwatch-picture-(\\d{9})");
    private static final byte[] PICTURE = picture();

    private Marked() {
    }

    static byte[] jpeg(int number) {
        byte[] comment = String.format("hearthwatch-picture-%09d", number).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(PICTURE, 0, 2);
        bytes.write(0xFF);
        bytes.write(0xFE);
        bytes.write(0);
        bytes.write(comment.length + 2);
        bytes.writeBytes(comment);
        bytes.write(PICTURE, 2, PICTURE.length - 2);
        return bytes.toByteArray();
    }

    /** The number in a picture, or in an upload that contains one. */
    static int number(byte[] bytes) {
        Matcher mark = MARK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!mark.find()) {
            throw new IllegalArgumentException("not one of these pictures");
        }
        return Integer.parseInt(mark.group(1));
    }

    /** How much is to be seen in it: 0 to 3. */
    static int detections(int number) {
        return number % 4;
    }

    private static byte[] picture() {
        BufferedImage noise = new BufferedImage(200, 160, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < 160; y++) {
            for (int x = 0; x < 200; x++) {
                noise.setRGB(x, y, random.nextInt(0xFFFFFF));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(noise, "jpeg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
