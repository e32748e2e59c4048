package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.watch.Inspection.State.ABSENT;
import static routes.watch.Inspection.State.COMPLETE;
import static routes.watch.Inspection.State.INCOMPLETE;
import static routes.watch.Inspection.State.INVALID;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInspectorTest {

    private static final int MIN = 10_240;
    private static final int MAX = 2_000_000;

    @TempDir
    Path dir;
    private CameraFiles files;
    private ImageInspector inspector;

    @BeforeEach
    void createRoot() throws IOException {
        Path root = Files.createDirectories(dir.resolve("cameras/cam")).getParent();
        files = new CameraFiles(root.toString());
        inspector = new ImageInspector(files, MIN, MAX, 100_000_000, "structure");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takes_a_whole_jpeg_at_once(boolean progressive) throws Exception {
        byte[] jpeg = Pictures.jpeg(640, 480, progressive);
        CameraFile file = write("a.jpg", jpeg);
        Files.setLastModifiedTime(file.path(), FileTime.from(Instant.parse("2026-01-09T12:00:00.123456Z")));

        assertThat(inspector.inspect(file)).isEqualTo(new Inspection(file, COMPLETE, null, "jpeg", 640, 480, jpeg.length,
                Instant.parse("2026-01-09T12:00:00.123Z"), sha256(jpeg)));
        assertThat(inspector.inspectStable(file)).isEqualTo(inspector.inspect(file));
    }

    @Test
    void takes_a_whole_png_at_once_and_by_its_content_not_its_name() throws Exception {
        byte[] png = Pictures.png(320, 240);
        Inspection inspection = inspector.inspect(write("named.jpg", png));
        assertThat(inspection.state()).isEqualTo(COMPLETE);
        assertThat(inspection.mimeType()).isEqualTo("image/png");
        assertThat(inspection.width()).isEqualTo(320);
        assertThat(inspection.height()).isEqualTo(240);
        assertThat(inspection.sha256()).isEqualTo(sha256(png));
    }

    @Test
    void never_takes_a_truncated_image_as_whole() throws Exception {
        byte[] thumbnail = Pictures.jpeg(80, 60);
        byte[][] wholes = {Pictures.jpeg(640, 480), Pictures.jpeg(640, 480, true), Pictures.png(320, 240),
            Pictures.withThumbnail(Pictures.jpeg(640, 480), thumbnail)};
        for (byte[] whole : wholes) {
            for (int percent = 0; percent < 100; percent++) {
                assertTruncated(whole, whole.length * percent / 100);
            }
            assertTruncated(whole, whole.length - 1);
            assertTruncated(whole, whole.length - 2);
            assertTruncated(whole, 12 + thumbnail.length);
        }
    }

    private void assertTruncated(byte[] whole, int length) throws IOException {
        CameraFile file = write("cut.jpg", Arrays.copyOf(whole, length));
        RejectReason reason = length == 0 ? RejectReason.EMPTY : length < MIN ? RejectReason.TOO_SMALL : RejectReason.TRUNCATED;
        assertThat(inspector.inspect(file)).as("%d of %d bytes", length, whole.length).extracting(Inspection::state, Inspection::reason)
                .containsExactly(INCOMPLETE, reason);
        assertThat(inspector.inspectStable(file)).as("%d of %d bytes", length, whole.length).extracting(Inspection::state, Inspection::reason)
                .containsExactly(INVALID, reason);
    }

    @Test
    void does_not_take_the_end_of_a_thumbnail_for_the_end_of_the_image() throws Exception {
        byte[] thumbnail = Pictures.jpeg(320, 240);
        byte[] whole = Pictures.withThumbnail(Pictures.jpeg(640, 480), thumbnail);
        int afterThumbnail = 12 + thumbnail.length;
        assertThat(whole[afterThumbnail - 1]).isEqualTo((byte) 0xD9);

        assertThat(inspector.inspect(write("cut.jpg", Arrays.copyOf(whole, afterThumbnail))).state()).isEqualTo(INCOMPLETE);
        Inspection inspection = inspector.inspect(write("whole.jpg", whole));
        assertThat(inspection.state()).isEqualTo(COMPLETE);
        assertThat(inspection.width()).isEqualTo(640);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4_096, 10_000, 200_000})
    void accepts_zero_padding_at_the_end(int padding) throws Exception {
        byte[] jpeg = Pictures.jpeg(640, 480);
        byte[] png = Pictures.png(320, 240);
        assertThat(inspector.inspect(write("a.jpg", Arrays.copyOf(jpeg, jpeg.length + padding))).state()).isEqualTo(COMPLETE);
        assertThat(inspector.inspect(write("a.png", Arrays.copyOf(png, png.length + padding))).state()).isEqualTo(COMPLETE);
    }

    @Test
    void waits_for_content_where_only_its_space_is_reserved() throws Exception {
        byte[] jpeg = Pictures.jpeg(640, 480);
        for (int written : new int[] {0, 2, 20, 300, jpeg.length / 2, jpeg.length - 2}) {
            byte[] reserved = new byte[jpeg.length];
            System.arraycopy(jpeg, 0, reserved, 0, written);
            CameraFile file = write("reserved.jpg", reserved);
            assertThat(inspector.inspect(file).state()).as("%d bytes written", written).isEqualTo(INCOMPLETE);
            assertThat(inspector.inspectStable(file).state()).as("%d bytes written", written).isEqualTo(INVALID);
        }
    }

    @Test
    void accepts_bytes_after_the_end_only_when_nothing_changes_any_more() throws Exception {
        byte[] two = concat(Pictures.jpeg(640, 480), Pictures.jpeg(320, 240));
        CameraFile file = write("multi-picture.jpg", two);
        assertThat(inspector.inspect(file).state()).isEqualTo(INCOMPLETE);
        assertThat(inspector.inspectStable(file).state()).isEqualTo(COMPLETE);
        assertThat(inspector.inspectStable(file).width()).isEqualTo(640);
    }

    @Test
    void refuses_text_at_once_whatever_its_length() throws Exception {
        for (int length : new int[] {1, 5, 20_000}) {
            Inspection inspection = inspector.inspect(write("text.jpg", "hello".repeat(4_000).substring(0, length).getBytes(StandardCharsets.UTF_8)));
            assertThat(inspection.state()).isEqualTo(INVALID);
            assertThat(inspection.reason()).isEqualTo(RejectReason.NOT_AN_IMAGE);
            assertThat(inspection.sha256()).hasSize(64);
        }
    }

    @Test
    void refuses_a_small_but_whole_image_at_once() throws Exception {
        Inspection inspection = inspector.inspect(write("small.jpg", Pictures.jpeg(40, 30)));
        assertThat(inspection.state()).isEqualTo(INVALID);
        assertThat(inspection.reason()).isEqualTo(RejectReason.TOO_SMALL);
    }

    @Test
    void refuses_bombs_by_their_header_without_decoding() throws Exception {
        ImageInspector decoding = new ImageInspector(files, MIN, MAX, 100_000_000, "decode");
        byte[][] bombs = {Pictures.claiming(Pictures.jpeg(640, 480), 65_000, 65_000), Pictures.pngClaiming(Pictures.png(320, 240), 30_000, 30_000),
            Pictures.pngClaiming(Pictures.png(320, 240), Integer.MAX_VALUE, Integer.MAX_VALUE)};
        for (byte[] bomb : bombs) {
            Inspection inspection = decoding.inspect(write("bomb.jpg", bomb));
            assertThat(inspection.state()).isEqualTo(INVALID);
            assertThat(inspection.reason()).isEqualTo(RejectReason.TOO_MANY_PIXELS);
        }
    }

    @Test
    void does_not_read_files_over_the_limit() throws Exception {
        CameraFile file = write("huge.jpg", new byte[MAX + 1]);
        assertThat(inspector.inspect(file)).extracting(Inspection::state, Inspection::reason, Inspection::bytes, Inspection::sha256)
                .containsExactly(INVALID, RejectReason.TOO_LARGE, MAX + 1L, "");
    }

    @Test
    void finds_damage_in_a_png_by_its_checksums() throws Exception {
        byte[] png = Pictures.png(320, 240);
        for (int at : new int[] {13, 25, 30, png.length / 2, png.length - 20}) {
            byte[] damaged = png.clone();
            damaged[at] ^= 0x20;
            assertThat(inspector.inspectStable(write("damaged.png", damaged)).reason()).as("byte %d", at).isEqualTo(RejectReason.CORRUPT);
        }
    }

    @Test
    void survives_any_damage() throws Exception {
        Random random = new Random(7);
        byte[][] wholes = {Pictures.jpeg(640, 480, true), Pictures.png(320, 240)};
        for (int round = 0; round < 300; round++) {
            byte[] damaged = wholes[round % 2].clone();
            for (int i = 0; i < 1 + random.nextInt(50); i++) {
                damaged[random.nextInt(round % 3 == 0 ? 700 : damaged.length)] = (byte) random.nextInt();
            }
            CameraFile file = write("damaged.jpg", damaged);
            assertThat(inspector.inspectStable(file).state()).isIn(COMPLETE, INVALID);
            assertThat(inspector.inspect(file).bytes()).isEqualTo(damaged.length);
        }
    }

    @Test
    void decodes_when_it_is_asked_to() throws Exception {
        ImageInspector decoding = new ImageInspector(files, MIN, MAX, 100_000_000, "decode");
        byte[] jpeg = Pictures.jpeg(640, 480);
        assertThat(decoding.inspect(write("good.jpg", jpeg)).state()).isEqualTo(COMPLETE);
        assertThat(decoding.inspect(write("good.png", Pictures.png(320, 240))).state()).isEqualTo(COMPLETE);

        byte[] noPixels = Arrays.copyOf(jpeg, jpeg.length / 3);
        noPixels[noPixels.length - 2] = (byte) 0xFF;
        noPixels[noPixels.length - 1] = (byte) 0xD9;
        CameraFile damaged = write("damaged.jpg", noPixels);
        assertThat(inspector.inspect(damaged).state()).isEqualTo(COMPLETE);
        assertThat(decoding.inspect(damaged)).extracting(Inspection::state, Inspection::reason).containsExactly(INVALID, RejectReason.CORRUPT);
    }

    @Test
    void refuses_links_out_of_the_root_and_follows_those_inside() throws Exception {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.write(outside.resolve("a.jpg"), Pictures.jpeg(640, 480));
        CameraFile inside = write("real.jpg", Pictures.jpeg(640, 480));
        CameraFile out = file("out.jpg");
        CameraFile belowOut = file("folder/a.jpg");
        CameraFile in = file("in.jpg");
        Files.createSymbolicLink(out.path(), outside.resolve("a.jpg"));
        Files.createSymbolicLink(belowOut.path().getParent(), outside);
        Files.createSymbolicLink(in.path(), inside.path());

        for (CameraFile refused : new CameraFile[] {out, belowOut}) {
            assertThat(inspector.inspect(refused)).extracting(Inspection::state, Inspection::reason, Inspection::sha256)
                    .containsExactly(INVALID, RejectReason.SYMLINK_OUTSIDE_ROOT, "");
        }
        assertThat(inspector.inspect(in).state()).isEqualTo(COMPLETE);
    }

    @Test
    void never_opens_what_is_no_file() throws Exception {
        CameraFile pipe = file("pipe.jpg");
        assertThat(new ProcessBuilder("mkfifo", pipe.path().toString()).start().waitFor()).isZero();
        assertThat(inspector.inspect(pipe)).extracting(Inspection::state, Inspection::reason).containsExactly(INVALID, RejectReason.NOT_A_FILE);

        CameraFile device = file("device.jpg");
        Files.createSymbolicLink(device.path(), Path.of("/dev/zero"));
        assertThat(inspector.inspect(device).reason()).isEqualTo(RejectReason.SYMLINK_OUTSIDE_ROOT);
    }

    @Test
    void has_an_answer_for_what_is_not_there() throws Exception {
        assertThat(inspector.inspect(file("gone.jpg")).state()).isEqualTo(ABSENT);
        CameraFile dangling = file("dangling.jpg");
        Files.createSymbolicLink(dangling.path(), Path.of("nowhere"));
        assertThat(inspector.inspect(dangling).state()).isEqualTo(ABSENT);
        CameraFile loop = file("loop.jpg");
        Files.createSymbolicLink(loop.path(), loop.path().getFileName());
        assertThat(inspector.inspect(loop).state()).isEqualTo(INCOMPLETE);
        assertThat(inspector.inspectStable(loop).reason()).isEqualTo(RejectReason.UNREADABLE);
        CameraFile folder = file("folder.jpg");
        Files.createDirectory(folder.path());
        assertThat(inspector.inspect(folder).state()).isEqualTo(ABSENT);
    }

    @Test
    void prints_itself_in_one_line() throws Exception {
        Inspection inspection = inspector.inspect(write("two\nlines\u001b[31m.jpg", new byte[0]));
        assertThat(inspection.toString()).contains("two\\nlines\\u001B[31m.jpg", "camera cam", "(empty)").doesNotContain("\n");
    }

    private CameraFile write(String name, byte[] content) throws IOException {
        CameraFile file = file(name);
        Files.write(file.path(), content);
        return file;
    }

    private CameraFile file(String name) {
        return files.classify(files.root().resolve("cam").resolve(name));
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
