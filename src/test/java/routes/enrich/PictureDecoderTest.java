package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.detect.BoundingBox;

class PictureDecoderTest {

    @TempDir
    private Path folder;

    private Path picture(String name, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(width / 2, height / 2, width / 2, height / 2);
        graphics.dispose();
        Path file = folder.resolve(name);
        ImageIO.write(image, name.endsWith("png") ? "png" : "jpeg", file.toFile());
        return file;
    }

    private static BufferedImage read(byte[] jpeg) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    @Test
    void cuts_the_object_with_a_margin_at_its_place_in_a_subsampled_picture() throws IOException {
        PictureDecoder decoder = new PictureDecoder(50_000_000, 200_000);

        BufferedImage crop = decoder.decode(picture("large.jpg", 2000, 1000), 1000,
                key -> read(key.crop(new BoundingBox(1200, 600, 400, 200))));

        assertThat(crop.getWidth()).isBetween(120, 130);
        assertThat(new Color(crop.getRGB(crop.getWidth() / 2, crop.getHeight() / 2)).getRed()).isGreaterThan(200);
    }

    @Test
    void a_box_outside_of_the_picture_is_no_error() throws IOException {
        PictureDecoder decoder = new PictureDecoder(50_000_000, 9_000_000);

        BufferedImage crop = decoder.decode(picture("a.png", 100, 80), 1000, key -> read(key.crop(new BoundingBox(5000, 5000, 10, 10))));

        assertThat(crop.getWidth() * crop.getHeight()).isEqualTo(1);
    }

    /** The JPEG library would hold all of its coefficients: 600 MB for 100 million pixels, outside of the heap. */
    @Test
    void a_very_large_progressive_picture_is_refused_before_it_costs_anything() throws IOException {
        PictureDecoder decoder = new PictureDecoder(50_000_000, 9_000_000);
        Path small = folder.resolve("small.jpg");
        Files.write(small, progressive(2_000, 1_000, 2_000, 1_000));
        assertThat(decoder.<Integer>decode(small, 1000, key -> 1)).isEqualTo(1);

        Path large = folder.resolve("large.jpg");
        Files.write(large, progressive(64, 64, 10_000, 10_000));
        assertThatThrownBy(() -> decoder.decode(large, 1000, key -> 1)).isInstanceOf(IOException.class).hasMessageContaining("too large to be decoded: 10000 x 10000");
    }

    /** A progressive JPEG whose header says that it is larger. */
    private static byte[] progressive(int width, int height, int saidWidth, int saidHeight) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), null, null), param);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = bytes.toByteArray();
        int frame = 0;
        while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc2) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) saidHeight).putShort(frame + 7, (short) saidWidth);
        return jpeg;
    }

    @Test
    void sends_large_pictures_smaller() throws IOException {
        PictureDecoder decoder = new PictureDecoder(50_000_000, 9_000_000);

        BufferedImage whole = decoder.decode(picture("a.jpg", 2560, 1440), 1000, key -> read(key.whole()));

        assertThat(Arrays.asList(whole.getWidth(), whole.getHeight())).containsExactly(1280, 720);
    }

    @Test
    void waits_for_room_and_gives_up_in_time() throws Exception {
        PictureDecoder decoder = new PictureDecoder(8_000, 8_000);
        Path file = picture("a.png", 100, 70);
        CountDownLatch decoded = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        var executor = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> first = executor.submit(() -> decoder.decode(file, 1000, key -> {
                decoded.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return true;
            }));
            decoded.await();
            assertThatThrownBy(() -> decoder.decode(file, 20, key -> true)).isInstanceOf(IOException.class).hasMessageContaining("memory");
            goOn.countDown();
            assertThat(first.get()).isTrue();
            assertThat(decoder.<Boolean>decode(file, 20, key -> true)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void says_what_is_no_picture() throws IOException {
        PictureDecoder decoder = new PictureDecoder(50_000_000, 9_000_000);
        Path text = Files.writeString(folder.resolve("a.jpg"), "no picture");
        byte[] good = Files.readAllBytes(picture("b.png", 200, 200));
        Path cut = Files.write(folder.resolve("c.png"), Arrays.copyOf(good, good.length / 3));

        assertThatThrownBy(() -> decoder.decode(text, 100, key -> true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder.decode(cut, 100, key -> true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder.decode(folder.resolve("none.jpg"), 100, key -> true)).hasMessageContaining("has gone");
    }

    @Test
    void blur_is_seen() throws IOException {
        BufferedImage sharp = ImageIO.read(Path.of("samples", "person.jpg").toFile());
        float[] box = new float[81];
        Arrays.fill(box, 1 / 81f);
        BufferedImage blurred = new ConvolveOp(new Kernel(9, 9, box)).filter(sharp, null);
        BoundingBox area = new BoundingBox(100, 100, 200, 200);

        assertThat(new KeyPicture(sharp, 1).sharpness(area)).isGreaterThan(5 * new KeyPicture(blurred, 1).sharpness(area));
    }
}
