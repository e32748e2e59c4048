package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Json;

class ApiIT {

    @TempDir
    static Path folder;
    private static ApiServer server;
    private static String hash;

    @BeforeAll
    static void start() throws Exception {
        Path cameras = Files.createDirectories(folder.resolve("cameras"));
        Path door = Files.createDirectories(cameras.resolve("Front Door"));
        byte[] dog = Files.readAllBytes(Path.of("samples/dog.jpg"));
        hash = PictureFiles.sha256(dog);
        Path picture = Files.write(door.resolve("dog.jpg"), dog);
        Path overwritten = Files.write(door.resolve("overwritten.jpg"), Files.readAllBytes(Path.of("samples/person.jpg")));
        Path outside = Files.write(folder.resolve("secret.jpg"), dog);
        Path link = Files.createSymbolicLink(door.resolve("link.jpg"), outside);
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path, status, last_seen_at) values
                    ('front_door', 'Front Door', '%1$s', 'online', now()), ('garden', 'Garden', '%2$s/Garden', 'unknown', null);
                insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, detection_count, status) values
                    ('front_door', '%3$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 2, 'detected'),
                    ('front_door', '%5$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected'),
                    ('front_door', '%1$s/gone.jpg', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected'),
                    ('front_door', '%6$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected');
                insert into images (camera_id, file_path, file_hash, bytes, captured_at, status, reject_reason, reject_detail) values
                    ('front_door', '%1$s/2026/cut.jpg', '', 17, '2026-01-09T12:00:01Z', 'rejected', 'truncated', 'ends in the middle of a scan');
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                select i.id, 1, 'front_door', i.file_path, 'image/jpeg', i.captured_at, 'dog', 0.87, 130, 220, 180, 320
                from images i where i.status = 'detected' order by i.id;
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                values (1, 2, 'front_door', '%3$s', 'image/jpeg', '2026-01-09T12:00:00Z', 'bicycle', 0.75, 120, 130, 450, 300);
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, verdict, analysis_status,
                                    object_types, detection_count, enrichment_status, reviewed, deleted_at)
                select 'batch-' || n, case when n %% 2 = 0 then 'front_door' else 'garden' end,
                       timestamptz '2026-01-09T12:00:00Z' + n / 3 * interval '1 minute', timestamptz '2026-01-09T13:00:00Z' + n * interval '1 minute',
                       n, 'low', 'summary ' || n, '', '{"risk_score": 1}', 'rules', array['dog'], 1, '{"status": "skipped"}', n %% 5 = 0,
                       case when n = 7 then now() end
                from generate_series(1, 25) n;
                insert into event_detections values (1, 1), (1, 5);
                """.formatted(door, cameras, picture, hash, overwritten, link));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void tells_an_event_as_the_contract_says() throws Exception {
        JsonNode event = server.json("/api/events/1");

        assertThat(event.path("event_id").asLong()).isEqualTo(1);
        assertThat(event.path("started_at").asText()).isEqualTo("2026-01-09T12:00:00.000Z");
        assertThat(event.path("verdict").path("risk_score").asInt()).isEqualTo(1);
        assertThat(event.path("enrichment_status").path("status").asText()).isEqualTo("skipped");
        assertThat(event.has("deleted_at")).isTrue();
        assertThat(server.get("/api/events/1").headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void pages_through_all_events_once_while_others_arrive() throws Exception {
        List<Long> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = server.json("/api/events?camera_id=front_door&limit=5" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items").forEach(item -> seen.add(item.path("id").asLong()));
            cursor = page.path("pagination").path("next_cursor").asText("");
            server.run("""
                    insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status,
                                        detection_count, enrichment_status, deleted_at)
                    values (gen_random_uuid()::text, 'front_door', now(), now(), 1, 'low', 'new', '{}', 'rules', 1, '{}', null)""");
        } while (!cursor.equals("null") && !cursor.isEmpty());
        server.run("delete from events where summary = 'new'");

        assertThat(seen).containsExactly(24L, 22L, 20L, 18L, 16L, 14L, 12L, 10L, 8L, 6L, 4L, 2L);
    }

    @Test
    void filters_events() throws Exception {
        assertThat(total("/api/events")).isEqualTo(24);
        assertThat(total("/api/events?include_deleted=true")).isEqualTo(25);
        assertThat(total("/api/events?camera_id=garden&reviewed=true")).isEqualTo(3);
        assertThat(total("/api/events?reviewed=false&risk_level=low")).isEqualTo(19);
        assertThat(total("/api/events?risk_level=critical")).isZero();
        assertThat(total("/api/events?object_type=dog&analysis_status=rules")).isEqualTo(24);
        assertThat(total("/api/events?object_type=bird")).isZero();
        assertThat(total("/api/events?start_date=2026-01-09T12:01:00Z&end_date=2026-01-09T13:01:00%2B01:00")).isEqualTo(3);
        assertThat(total("/api/events?start_date=2026-01-10")).isZero();
    }

    @Test
    void lists_detections_without_the_path_of_their_file() throws Exception {
        JsonNode page = server.json("/api/detections?object_type=bicycle&min_confidence=0.7");
        JsonNode detection = page.path("items").path(0);

        assertThat(page.path("items")).hasSize(1);
        assertThat(detection.path("label").asText()).isEqualTo("bicycle");
        assertThat(detection.path("file_name").asText()).isEqualTo("dog.jpg");
        assertThat(detection.path("event_id").asLong()).isEqualTo(1);
        assertThat(detection.path("bbox").path("width").asInt()).isEqualTo(450);
        assertThat(detection.path("image_width").asInt()).isEqualTo(768);
        assertThat(page.toString()).doesNotContain(folder.toString());
        assertThat(server.json("/api/detections/2").path("event_id").isNull()).isTrue();
        assertThat(total("/api/detections?event_id=1")).isEqualTo(2);
        assertThat(total("/api/detections?image_id=1&min_confidence=0.8")).isEqualTo(1);
        assertThat(server.json("/api/events/1/detections").path("items")).hasSize(2);
        assertThat(server.json("/api/events/2/detections").path("items")).isEmpty();
    }

    @Test
    void says_what_was_rejected_and_why() throws Exception {
        JsonNode page = server.json("/api/images/rejected?reason=truncated&camera_id=front_door");

        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("items").path(0).path("path").asText()).isEqualTo("2026/cut.jpg");
        assertThat(page.path("items").path(0).path("detail").asText()).startsWith("ends in");
        assertThat(page.toString()).doesNotContain(folder.toString());
    }

    @Test
    void lists_cameras_in_pages() throws Exception {
        JsonNode first = server.json("/api/cameras?limit=1");
        JsonNode second = server.json("/api/cameras?limit=1&cursor=" + first.path("pagination").path("next_cursor").asText());

        assertThat(first.path("items").path(0).path("folder").asText()).isEqualTo("Front Door");
        assertThat(second.path("items").path(0).path("id").asText()).isEqualTo("garden");
        assertThat(second.path("pagination").path("has_more").asBoolean()).isFalse();
        assertThat(server.json("/api/cameras/garden").path("status").asText()).isEqualTo("unknown");
    }

    @Test
    void serves_the_uploaded_file_and_says_when_the_browser_has_it() throws Exception {
        HttpResponse<byte[]> picture = server.get("/api/detections/1/image");
        String etag = picture.headers().firstValue("ETag").orElseThrow();

        assertThat(picture.body()).isEqualTo(Files.readAllBytes(Path.of("samples/dog.jpg")));
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("Content-Length")).isPresent();
        assertThat(etag).isEqualTo('"' + hash + '"');
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
    void answers_unknown_things_in_the_one_error_shape() throws Exception {
        assertProblem(server.get("/api/events/999999"), 404, "EVENT_NOT_FOUND");
        assertProblem(server.get("/api/events/999999/detections"), 404, "EVENT_NOT_FOUND");
        assertProblem(server.get("/api/detections/999999"), 404, "DETECTION_NOT_FOUND");
        assertProblem(server.get("/api/detections/999999/thumbnail"), 404, "DETECTION_NOT_FOUND");
        assertProblem(server.get("/api/cameras/nobody"), 404, "CAMERA_NOT_FOUND");
        assertProblem(server.get("/api/nothing?Set-Cookie=x&CamelFileName=y"), 404, "NOT_FOUND");
        assertProblem(server.send("POST", "/api/events"), 405, "METHOD_NOT_ALLOWED");
        assertThat(server.send("POST", "/api/events").headers().firstValue("Allow")).contains("GET");
        assertProblem(server.get("/web/nothing.js"), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events?limit=0", "/api/events?limit=1001", "/api/events?limit=abc", "/api/events?limit=5&limit=6",
            "/api/events?limit=99999999999999999999", "/api/events?cursor=AAAA", "/api/events?cursor=%27", "/api/events?cursor=LTk5OTk5OTk5OTk5OTk5OTk5LjE",
            "/api/events?camera_id=%00", "/api/events?camera_id=a%27%20or%201=1", "/api/events?object_type=a%00b", "/api/events?risk_level=huge",
            "/api/events?start_date=yesterday", "/api/events?end_date=%2B999999999-01-01T00:00:00Z", "/api/events?reviewed=perhaps",
            "/api/events/abc", "/api/events/0", "/api/events/99999999999999999999", "/api/events/%2e%2e%2f1", "/api/detections?min_confidence=2",
            "/api/detections?min_confidence=NaN", "/api/cameras?cursor=w7w", "/api/cameras/%C3%BC"})
    void refuses_what_breaks_the_contract(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);

        assertThat(answer.statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/events?%zz=1", "GET /api/events?limit=%", "GET /api/../../etc/passwd", "GET /web/..%2f..%2fversion.txt",
            "GET /web/%2e%2e%2fversion.txt", "GET /web/x%00.js", "GET /api/events/%ff", "GET /api/events/1%00"})
    void survives_malformed_addresses(String requestLine) throws Exception {
        assertThat(server.statusLine(requestLine)).matches("HTTP/1.1 (400|404) .*");
    }

    @Test
    void says_which_parameters_are_wrong() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/events?limit=0&risk_level=huge");
        JsonNode problem = assertProblem(answer, 400, "VALIDATION_ERROR");

        assertThat(problem.path("errors").findValuesAsText("field")).containsExactlyInAnyOrder("limit", "risk_level");
    }

    @Test
    void lets_no_parameter_become_a_header_of_the_answer() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/events?limit=1&X-Evil=1&CamelHttpResponseCode=500&CamelJdbcParameters=1", "X-Other", "1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).isSubsetOf("cache-control", "content-type", "transfer-encoding", "content-length",
                "content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options", "x-request-id");
    }

    @Test
    void serves_page_contract_and_health() throws Exception {
        HttpResponse<byte[]> page = server.get("/");
        assertThat(new String(page.body())).contains("<!doctype html>");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(server.get("/web/app.css").headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        assertThat(server.get("/web/app.css", "If-None-Match", server.get("/web/app.css").headers().firstValue("ETag").orElseThrow())
                .statusCode()).isEqualTo(304);
        assertThat(server.get("/web/%2e%2e/version.txt").statusCode()).isEqualTo(404);
        assertThat(server.json("/openapi.json").path("paths").has("/events")).isTrue();
        assertThat(server.json("/health").path("status").asText()).isEqualTo("healthy");
        assertThat(server.json("/health").path("version").asText()).matches("\\d.*");
        assertThat(server.send("HEAD", "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void serves_parts_of_a_picture() throws Exception {
        byte[] dog = Files.readAllBytes(Path.of("samples/dog.jpg"));
        HttpResponse<byte[]> part = server.get("/api/detections/1/image", "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(dog, 10, 20));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/" + dog.length);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=-5").body()).hasSize(5);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=5-").body()).hasSize(dog.length - 5);
        assertThat(server.get("/api/detections/1/image", "Range", "bytes=0-999999999999").body()).hasSize(dog.length);
        assertProblem(server.get("/api/detections/1/image", "Range", "bytes=" + dog.length + "-"), 416, "RANGE_NOT_SATISFIABLE");
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

    @Test
    void shows_the_contract_as_a_page() throws Exception {
        HttpResponse<byte[]> page = server.get("/docs");
        assertThat(new String(page.body())).contains("docs/swagger-ui-bundle.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).doesNotContain("unsafe");
        for (String file : List.of("docs.js", "swagger-ui.css", "swagger-ui-bundle.js", "openapi.json")) {
            assertThat(server.get("/docs/" + file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(server.get("/docs/index.html").statusCode()).isEqualTo(404);
        assertThat(server.get("/docs/..%2fversion.txt").statusCode()).isEqualTo(404);
        assertThat(server.get("/docsx").statusCode()).isEqualTo(404);
    }

    private static long total(String path) throws Exception {
        JsonNode pagination = server.json(path).path("pagination");
        assertThat(pagination.path("total_is_exact").asBoolean()).isTrue();
        return pagination.path("total").asLong();
    }

    private static JsonNode assertProblem(HttpResponse<byte[]> answer, int status, String code) throws Exception {
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("error_code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Request-ID")).contains(problem.path("request_id").asText());
        assertThat(answer.headers().map()).doesNotContainKeys("Set-Cookie", "set-cookie");
        assertThat(problem.toString()).doesNotContain(folder.toString()).doesNotContain("Exception");
        return problem;
    }
}
