package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the contract, with values that its schema does not expect: never a 5xx, never a stack trace, never a path of this machine.
 * With keys required and a valid one given, so that the gate in front is fuzzed as well.
 */
class FuzzIT {

    private static final int HUGE = 10_000_000;

    @TempDir
    static Path folder;
    private static ApiServer server;
    private static final String KEY = "\r\nX-API-Key: right";

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("cameras/door")).resolve("a.jpg"), "root:");
        Files.writeString(folder.resolve("secret.txt"), "root:");
        server = ApiServer.withKeys(folder, "right");
        server.run("insert into cameras (id, name, folder_path) values ('door', 'Door', '%s')".formatted(folder.resolve("cameras/door")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void no_value_of_any_parameter_breaks_anything() throws Exception {
        for (Contract.Operation operation : Contract.operations()) {
            for (String value : Fuzz.VALUES) {
                send(operation.method(), operation.pathWith(Fuzz.escaped(value)), null);
                StringBuilder query = new StringBuilder("?");
                for (String parameter : operation.query()) {
                    send(operation.method(), operation.pathWith("1") + "?" + parameter + "=" + Fuzz.escaped(value), null);
                    query.append(parameter).append('=').append(Fuzz.escaped(value)).append('&');
                }
                send(operation.method(), operation.pathWith("1") + query, null);
            }
        }
    }

    @Test
    void no_body_breaks_anything() throws Exception {
        for (Contract.Operation operation : Contract.operations()) {
            for (String body : Fuzz.BODIES) {
                send(operation.method(), operation.pathWith("1"), body);
            }
        }
    }

    @Test
    void ten_megabytes_are_refused_wherever_they_are_sent() throws Exception {
        String huge = "{\"notes\":\"" + "x".repeat(HUGE) + "\"}";
        for (Contract.Operation operation : Contract.operations()) {
            if (!operation.method().equals("GET")) {
                assertThat(send(operation.method(), operation.pathWith("1"), huge)).as(operation.id()).matches("(?s)|HTTP/1.1 413 .*");
            }
        }
        byte[] chunked = ("989680\r\n" + "x".repeat(HUGE) + "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(Fuzz.exchange(server.port(), "PATCH /api/events/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json" + KEY, chunked))
                .as("without a length").matches("(?s)|HTTP/1.1 413 .*");
        assertThat(server.get("/api/events", "X-API-Key", "right").statusCode()).as("and it goes on").isEqualTo(200);
    }

    @Test
    void no_method_breaks_anything() throws Exception {
        for (Contract.Operation operation : Contract.operations()) {
            for (String method : List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")) {
                send(method, operation.pathWith("1"), null);
            }
        }
        for (String path : List.of("/api", "/api/", "//api/events", "/api//events", "/api/events/", "/api/./events", "/api/%2e%2e/web/app.js", "/api;x=1/events",
                "/api/events;x", "/API/EVENTS", "/docs/", "/web/", "/web", "/openapi.json/x", "/%00", "/%", "/api/events?%", "/api/events?=&&=")) {
            send("GET", path, null);
        }
    }

    @Test
    void no_way_of_writing_two_dots_leads_to_a_file() throws Exception {
        for (String upwards : Fuzz.UPWARDS) {
            for (String start : List.of("/web/", "/docs/", "/", "/api/cameras/", "/api/cameras/door/", "/api/detections/1/image/", "/api/images/", "/openapi.json/")) {
                for (String target : List.of("secret.txt", "etc/passwd", "version.txt", "application.properties", "db/migration/V1__schema.sql")) {
                    String answer = send("GET", start + upwards.repeat(3) + target, null);
                    assertThat(answer).as(start + upwards + target).doesNotContain("API_KEY_ENABLED").doesNotContain("create table").doesNotStartWith("HTTP/1.1 200");
                }
            }
            send("DELETE", "/api/dlq/" + upwards + "detection_queue/1-0", null);
            send("GET", "/api/events?cursor=" + upwards + "&camera_id=" + upwards, null);
        }
    }

    @Test
    void no_malformed_request_breaks_anything() throws Exception {
        for (String head : List.of("GET", "GET /api/events", "GET  /api/events HTTP/1.1", "GET /api/events HTTP/9.9\r\nHost: x", "\0GET / HTTP/1.1\r\nHost: x",
                "GET /api/events HTTP/1.1\r\nHost: x\r\nX-A: " + "x".repeat(20_000), "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x",
                "GET /api/events HTTP/1.1\r\nHost: x\r\nbroken", "GET /api/events HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\0b",
                "GET /api/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1", "POST /api/system/cleanup?dry_run=true HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999",
                "PATCH /api/events/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", "GET http://evil.example/api/events HTTP/1.1\r\nHost: x")) {
            String answer = Fuzz.exchange(server.port(), head + "\r\nConnection: close" + KEY, new byte[0]);
            assertThat(answer).as(head.substring(0, Math.min(80, head.length()))).doesNotContainPattern("HTTP/[0-9.]+ 5").doesNotContain("Exception").doesNotContain("\tat ");
            assertThat(answer).as("the one error shape").matches("(?s)HTTP/1\\.[01] 4.*application/problem\\+json.*\"request_id\".*|HTTP/1\\.[01] 200 .*|");
        }
    }

    private static String send(String method, String path, String body) throws Exception {
        return Fuzz.send(server, method, path, KEY, body);
    }
}
