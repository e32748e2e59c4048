package bench.pipeline;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * 1080p JPEGs of 100 to 300 KB, each with another content: a number in a comment segment. They wait beside the camera folders and are
 * uploaded by renaming, which costs the driver next to nothing; afterwards they are taken back and get new numbers.
 */
final class Pictures {

    private static final int[] KILOBYTES = {110, 150, 190, 240, 290};
    private static final int NUMBER_AT = 6;
    private static final String NUMBER = "%08d";

    private final Path folder;
    private final List<byte[]> kinds = new ArrayList<>();

    /** @param folder on the same file system as the camera folders */
    Pictures(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        BufferedImage photo = photo();
        for (int kilobytes : KILOBYTES) {
            kinds.add(withComment(encode(photo, kilobytes * 1_000)));
        }
    }

    /** Makes sure that there are so many. */
    void prepare(int count) throws IOException {
        for (int slot = 0; slot < count; slot++) {
            if (!Files.exists(slot(slot))) {
                Files.write(slot(slot), kinds.get(slot % kinds.size()));
            }
        }
    }

    /** Gives a waiting picture its content and its modification time. */
    void number(int slot, int number) throws IOException {
        try (FileChannel file = FileChannel.open(slot(slot), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(NUMBER.formatted(number).getBytes(StandardCharsets.US_ASCII)), NUMBER_AT);
        }
    }

    /** The last step of an upload. The file is complete when this returns. */
    void upload(int slot, Path target) throws IOException {
        Files.setLastModifiedTime(slot(slot), FileTime.from(Instant.now()));
        Files.move(slot(slot), target, StandardCopyOption.ATOMIC_MOVE);
    }

    void takeBack(int slot, Path target) throws IOException {
        Files.move(target, slot(slot), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path slot(int slot) {
        return folder.resolve("waiting-" + slot);
    }

    private static BufferedImage photo() throws IOException {
        BufferedImage sample = ImageIO.read(Path.of("samples", "dog.jpg").toFile());
        BufferedImage photo = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(sample, 0, 0, 1920, 1080, null);
        graphics.dispose();
        // a scaled picture is smoother than a sensor's
        Random noise = new Random(1);
        for (int y = 0; y < 1080; y++) {
            for (int x = 0; x < 1920; x++) {
                int grain = noise.nextInt(9) - 4;
                int rgb = photo.getRGB(x, y);
                photo.setRGB(x, y, grainy(rgb >> 16, grain) << 16 | grainy(rgb >> 8, grain) << 8 | grainy(rgb, grain));
            }
        }
        return photo;
    }

    private static int grainy(int value, int grain) {
        return Math.max(0, Math.min(255, (value & 0xFF) + grain));
    }

    private static byte[] encode(BufferedImage photo, int bytes) throws IOException {
        float low = 0.05f;
        float high = 0.98f;
        byte[] best = new byte[0];
        for (int i = 0; i < 7; i++) {
            float quality = (low + high) / 2;
            best = encode(photo, quality);
            if (best.length > bytes) {
                high = quality;
            } else {
                low = quality;
            }
        }
        return best;
    }

    private static byte[] encode(BufferedImage photo, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(photo, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] withComment(byte[] jpeg) {
        byte[] text = NUMBER.formatted(0).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(jpeg.length + 4 + text.length).put(jpeg, 0, 2)
                .put((byte) 0xFF).put((byte) 0xFE).putShort((short) (text.length + 2)).put(text).put(jpeg, 2, jpeg.length - 2).array();
    }
}
