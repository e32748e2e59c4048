package routes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.api.ProblemAssert.assertProblem;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
