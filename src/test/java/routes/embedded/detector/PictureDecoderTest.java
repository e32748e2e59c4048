package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {

    private final PictureDecoder decoder = new PictureDecoder(100_000_000);

    @Test
    void small_pictures_are_decoded_as_they_are() throws Exception {
        Picture picture = decoder.decode(TestPictures.sample("dog.jpg"));
        assertThat(picture.width()).isEqualTo(768);
        assertThat(picture.height()).isEqualTo(576);
        assertThat(picture.pixels().getWidth()).isEqualTo(768);
    }

    @Test
    void large_pictures_are_decoded_in_a_fraction_of_their_size() throws Exception {
        Picture picture = decoder.decode(TestPictures.scaled("dog.jpg", 3840, 2160, "jpg", BufferedImage.TYPE_3BYTE_BGR));
        assertThat(picture.width()).isEqualTo(3840);
        assertThat(picture.height()).isEqualTo(2160);
        assertThat(picture.pixels().getWidth()).isEqualTo(960);
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
                assertThat(decoder.decode(damaged).pixels()).isNotNull();
            } catch (UploadRefusedException refused) {
                assertThat(refused.status()).isIn(400, 413);
            }
        }
    }

    private UploadRefusedException refusal(byte[] file) {
        return catchThrowableOfType(UploadRefusedException.class, () -> decoder.decode(file));
    }
}
