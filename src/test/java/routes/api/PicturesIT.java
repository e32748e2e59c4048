package routes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.api.ProblemAssert.assertProblem;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PicturesIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = House.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void serves_the_uploaded_file_and_says_when_the_browser_has_it() throws Exception {
        HttpResponse<byte[]> picture = server.get("/api/detections/1/image");
        String etag = picture.headers().firstValue("ETag").orElseThrow();

        assertThat(picture.body()).isEqualTo(Files.readAllBytes(Path.of("samples/dog.jpg")));
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("Content-Length")).isPresent();
        assertThat(etag).isEqualTo('"' + PictureFiles.sha256(picture.body()) + '"');
        HttpResponse<byte[]> again = server.get("/api/detections/1/image", "If-None-Match", "\"other\", W/" + etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void draws_the_boxes() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/detections/1/image?boxes=true");
        BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(answer.body()));
        BufferedImage plain = ImageIO.read(Path.of("samples/dog.jpg").toFile());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(drawn.getWidth()).isEqualTo(768);
        int edge = drawn.getRGB(130, 400);
        assertThat(edge >> 16 & 0xff).isGreaterThan(180);
        assertThat(edge & 0xff).isLessThan(110);
        assertThat(edge).isNotEqualTo(plain.getRGB(130, 400));
    }

    @Test
    void makes_a_thumbnail_once_and_keeps_it_when_the_file_goes() throws Exception {
        HttpResponse<byte[]> made = server.get("/api/detections/1/thumbnail");
        // another row for the same content, whose file has gone
        HttpResponse<byte[]> cached = server.get("/api/detections/3/thumbnail");
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(made.body()));

        assertThat(thumbnail.getWidth()).isEqualTo(320);
        assertThat(thumbnail.getHeight()).isEqualTo(240);
        assertThat(cached.body()).isEqualTo(made.body());
    }

    @Test
    void says_when_the_file_has_gone_was_replaced_or_leaves_the_root() throws Exception {
        assertProblem(server.get("/api/detections/3/image"), 410, "IMAGE_GONE");
        assertProblem(server.get("/api/detections/2/image"), 410, "IMAGE_REPLACED");
        assertProblem(server.get("/api/detections/4/image"), 410, "IMAGE_GONE");
    }

    static Stream<Arguments> undecodable() throws Exception {
        byte[] dog = Files.readAllBytes(Path.of("samples/dog.jpg"));
        byte[] person = written("png", Path.of("samples/person.jpg"));
        byte[] bitmap = written("bmp", Path.of("samples/dog.jpg"));
        // its pixels begin before the file does, and the JDK's reader fails with an unchecked exception
        ByteBuffer.wrap(bitmap).putInt(10, -1);
        return Stream.of(
                Arguments.of("a JPEG cut in the middle", Arrays.copyOf(dog, dog.length / 2)),
                Arguments.of("a JPEG cut at its end", Arrays.copyOf(dog, dog.length - 100)),
                Arguments.of("a JPEG cut in its header", Arrays.copyOf(dog, 100)),
                Arguments.of("a PNG cut in the middle", Arrays.copyOf(person, person.length / 2)),
                Arguments.of("zeros", new byte[50_000]),
                Arguments.of("text", "no picture any more".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("a picture of a kind that no camera has", written("gif", Path.of("samples/dog.jpg"))),
                Arguments.of("one of those, damaged", bitmap));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void a_file_that_cannot_be_decoded_is_delivered_but_neither_drawn_on_nor_made_small(String name, byte[] file) throws Exception {
        assertNotDecoded(detection(name, file), file, "IMAGE_NOT_DECODABLE");
    }

    /** Decoders hold all coefficients of it, however little of it is asked for. */
    @Test
    void a_very_large_picture_in_several_scans_is_refused_by_its_header() throws Exception {
        byte[] progressive = header(0xc2, 5000, 4000);
        byte[] atOnce = header(0xc0, 5000, 4000);
        byte[] smaller = header(0xc2, 5000, 3000);

        assertNotDecoded(detection("progressive", progressive), progressive, "IMAGE_TOO_LARGE");
        // these are tried, and end where the header ends
        assertNotDecoded(detection("at once", atOnce), atOnce, "IMAGE_NOT_DECODABLE");
        assertNotDecoded(detection("smaller", smaller), smaller, "IMAGE_NOT_DECODABLE");
    }

    private static void assertNotDecoded(String detection, byte[] file, String code) throws Exception {
        assertThat(server.get(detection + "/image").body()).isEqualTo(file);
        for (String asked : List.of("/image?boxes=true", "/thumbnail")) {
            assertThat(assertProblem(server.get(detection + asked), 422, code).path("detail").asText()).contains("without boxes");
        }
    }

    /** A detection in a picture whose file has these bytes now, and the time that it had. @return its path */
    private static String detection(String name, byte[] file) throws Exception {
        Instant captured = Instant.parse("2026-01-09T12:00:00Z");
        Path path = Files.write(folder.resolve("cameras/Front Door").resolve(name + ".jpg"), file);
        Files.setLastModifiedTime(path, FileTime.from(captured));
        return "/api/detections/" + server.value("""
                with image as (
                    insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, detection_count, status)
                    values ('front_door', '%1$s', '%2$s', 768, 576, 100, '%3$s', 1, 'detected') returning id)
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                select id, 1, 'front_door', '%1$s', 'image/jpeg', '%3$s', 'dog', 0.87, 130, 220, 180, 320 from image returning id
                """.formatted(path, PictureFiles.sha256(name.getBytes(StandardCharsets.UTF_8)), captured));
    }

    private static byte[] written(String format, Path picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(ImageIO.read(picture.toFile()), format, out)).isTrue();
        return out.toByteArray();
    }

    /** A grey JPEG as far as its first scan (ITU-T T.81, B.2). @param frame its SOF marker */
    private static byte[] header(int frame, int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(25).putShort((short) 0xffd8);
        header.putShort((short) (0xff00 | frame)).putShort((short) 11).put((byte) 8).putShort((short) height).putShort((short) width)
                .put(new byte[] {1, 1, 0x11, 0});
        return header.putShort((short) 0xffda).putShort((short) 8).put(new byte[] {1, 1, 0, 0, 63, 0}).array();
    }

    @Test
    void serves_parts_of_a_picture() throws Exception {
        byte[] dog = Files.readAllBytes(Path.of("samples/dog.jpg"));
        HttpResponse<byte[]> part = server.get("/api/detections/1/image", "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(dog, 10, 20));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/" + dog.length);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=-5").body()).hasSize(5);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=5-").body()).hasSize(dog.length - 5);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=0-999999999999").body()).hasSize(dog.length);
        assertProblem(server.get("/api/detections/1/image", "Range", "bytes=" + dog.length + "-"), 416, "RANGE_NOT_SATISFIABLE");
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=" + dog.length + "-").headers().firstValue("Content-Range"))
                .contains("bytes */" + dog.length);
        for (String ignored : List.of("bytes=0-1,3-4", "lines=0-1", "bytes=-", "bytes=9-1", "bytes=a-b")) {
            assertThat(server.get("/api/detections/1/image", "Range", ignored).statusCode()).as(ignored).isEqualTo(200);
        }
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void answers_head_like_get_without_the_body() throws Exception {
        HttpResponse<byte[]> head = server.send("HEAD", "/api/detections/1/image");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains(Long.toString(Files.size(Path.of("samples/dog.jpg"))));
        assertThat(head.body()).isEmpty();
        assertThat(server.send("HEAD", "/api/events/999").statusCode()).isEqualTo(404);
        assertThat(server.send("HEAD", "/api/events/export").statusCode()).isEqualTo(200);
    }
}
