package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {

    private final PictureDecoder decoder = new PictureDecoder(100_000_000, false);

    @Test
    void small_pictures_are_decoded_as_they_are() throws Exception {
        Picture picture = decoder.decode(TestPictures.sample("dog.jpg"));
        assertThat(picture.width()).isEqualTo(768);
        assertThat(picture.height()).isEqualTo(576);
        assertThat(picture.columns()).isEqualTo(768);
    }

    @Test
    void large_pictures_are_decoded_in_a_fraction_of_their_size() throws Exception {
        Picture picture = decoder.decode(TestPictures.scaled("dog.jpg", 3840, 2160, "jpg", BufferedImage.TYPE_3BYTE_BGR));
        assertThat(picture.width()).isEqualTo(3840);
        assertThat(picture.height()).isEqualTo(2160);
        assertThat(picture.columns()).isEqualTo(960);
    }

    @Test
    void for_tiles_a_4k_picture_is_decoded_whole_and_a_larger_one_as_finely_as_the_buffer_allows() throws Exception {
        var fine = new PictureDecoder(100_000_000, true);
        assertThat(fine.decode(TestPictures.scaled("dog.jpg", 3840, 2160, "jpg", BufferedImage.TYPE_3BYTE_BGR)).step()).isEqualTo(1);
        Picture large = fine.decode(TestPictures.scaled("dog.jpg", 6000, 4000, "jpg", BufferedImage.TYPE_BYTE_GRAY));
        assertThat(large.step()).isEqualTo(2);
        assertThat(large.columns() * large.rows()).isLessThanOrEqualTo(PictureDecoder.MAX_DECODED_PIXELS);
        assertThat(large.bgr()).hasSizeLessThanOrEqualTo(3 * PictureDecoder.MAX_DECODED_PIXELS);
    }

    @Test
    void one_buffer_serves_all_pictures() throws Exception {
        byte[] first = decoder.decode(TestPictures.sample("dog.jpg")).bgr();
        assertThat(decoder.decode(TestPictures.sample("chelsea.png")).bgr()).isSameAs(first);
    }

    /** Whatever the layout, a pixel means the same colour. */
    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_INT_RGB})
    void png_layouts_give_the_same_colours(int type) throws Exception {
        byte[] usual = decoder.decode(TestPictures.scaled("dog.jpg", 64, 48, "png", BufferedImage.TYPE_3BYTE_BGR)).bgr().clone();
        byte[] pixels = decoder.decode(TestPictures.scaled("dog.jpg", 64, 48, "png", type)).bgr();
        double difference = 0;
        for (int i = 0; i < 64 * 48 * 3; i++) {
            difference += Math.abs((usual[i] & 0xff) - (pixels[i] & 0xff));
        }
        // a palette of 256 colours comes only near
        assertThat(difference / (64 * 48 * 3)).isLessThan(type == BufferedImage.TYPE_BYTE_INDEXED ? 25 : 0.01);
    }

    @Test
    void what_shines_through_does_not_show_the_picture_before() throws Exception {
        decoder.decode(TestPictures.scaled("dog.jpg", 64, 48, "png", BufferedImage.TYPE_3BYTE_BGR));
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_4BYTE_ABGR), "png", out);
        Picture clear = decoder.decode(out.toByteArray());
        assertThat(Arrays.copyOf(clear.bgr(), 3 * 64 * 48)).containsOnly(0);
    }

    @Test
    void progressive_and_grey_jpegs_are_decoded() throws Exception {
        assertThat(decoder.decode(TestPictures.progressive(640, 480, BufferedImage.TYPE_3BYTE_BGR)).columns()).isEqualTo(640);
        assertThat(decoder.decode(TestPictures.scaled("dog.jpg", 640, 480, "jpg", BufferedImage.TYPE_BYTE_GRAY)).columns()).isEqualTo(640);
    }

    /** Its coefficients would stay in memory for the whole picture, outside the heap. */
    @Test
    void a_large_progressive_jpeg_is_refused_by_its_header() throws Exception {
        byte[] large = TestPictures.progressive(5000, 4000, BufferedImage.TYPE_BYTE_GRAY);
        assertThat(refusal(large)).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused).hasMessageContaining("progressive");
        });
    }

    /** As printers want it; the JDK would take the black for transparency. */
    @Test
    void a_jpeg_of_four_colours_is_refused() throws Exception {
        var out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 48, 4, null), null, null), null);
        }
        byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2};
        assertThat(refusal(out.toByteArray()).status()).isEqualTo(400);
        assertThat(refusal(TestPictures.withSegment(out.toByteArray(), adobe)).status()).isEqualTo(400);
    }

    /** Boxes are told in pixels as stored, so nothing may be turned. */
    @Test
    void the_exif_orientation_is_not_applied() throws Exception {
        Picture picture = decoder.decode(TestPictures.turned(TestPictures.sample("dog.jpg")));
        assertThat(picture.width()).isEqualTo(768);
        assertThat(picture.height()).isEqualTo(576);
    }

    @Test
    void a_line_of_pixels_is_decoded() throws Exception {
        Picture picture = decoder.decode(TestPictures.scaled("dog.jpg", 20_000, 1, "png", BufferedImage.TYPE_3BYTE_BGR));
        assertThat(picture.height()).isEqualTo(1);
    }

    @Test
    void bombs_are_refused_by_their_header() {
        assertThat(refusal(TestPictures.pngHeader(30_000, 30_000)).status()).isEqualTo(413);
        assertThat(refusal(TestPictures.pngHeader(100_000_000, 1)).status()).isEqualTo(413);
    }

    @Test
    void truncated_jpegs_are_refused_instead_of_filled_with_grey() {
        byte[] whole = TestPictures.sample("dog.jpg");
        assertThat(refusal(Arrays.copyOf(whole, whole.length * 6 / 10))).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused).hasMessageContaining("damaged");
        });
    }

    @Test
    void truncated_pngs_are_refused() {
        byte[] whole = TestPictures.sample("chelsea.png");
        assertThat(refusal(Arrays.copyOf(whole, whole.length / 2)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello, I am a text file renamed to .jpg", "GIF89a", "x", "\u00ff\u00d8\u00ff", "\u00ff\u00d8\u00ff\u00e0\u00ff\u00ff"})
    void what_is_no_picture_is_refused(String content) {
        assertThat(refusal(content.getBytes(StandardCharsets.ISO_8859_1)).status()).isEqualTo(400);
    }

    @Test
    void damage_anywhere_gives_a_picture_or_a_refusal_and_nothing_else() throws Exception {
        var random = new Random(42);
        byte[] whole = TestPictures.scaled("dog.jpg", 160, 120, "jpg", BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k < 5; k++) {
                damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt();
            }
            try {
                assertThat(decoder.decode(damaged).columns()).isPositive();
            } catch (UploadRefusedException refused) {
                assertThat(refused.status()).isIn(400, 413);
            }
        }
    }

    private UploadRefusedException refusal(byte[] file) {
        return catchThrowableOfType(UploadRefusedException.class, () -> decoder.decode(file));
    }
}
