package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the right key nothing is answered but what needs none, however the request is written. */
class KeyFuzzIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ApiServer.withKeys(folder, "right,other");
        server.run("insert into cameras (id, name, folder_path) values ('door', 'Secret garden', '/c/door')");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_operation_asks_for_a_key() throws Exception {
        for (Contract.Operation operation : Contract.operations()) {
            String path = operation.pathWith("door");
            boolean probe = path.equals("/health") || path.equals("/ready");
            assertThat(send(operation.method(), path, "")).as(path).startsWith(probe ? "HTTP/1.1 200" : "HTTP/1.1 401");
        }
        assertThat(send("GET", "/openapi.json", "")).startsWith("HTTP/1.1 401");
    }

    @Test
    void no_other_key_opens() throws Exception {
        for (String value : Fuzz.VALUES) {
            assertThat(send("GET", "/api/cameras?api_key=" + Fuzz.escaped(value), "")).as(value).doesNotContain("Secret garden");
            String headerValue = value.replaceAll("[\\r\\n\\x00]", "");
            assertThat(send("GET", "/api/cameras", "\r\nX-API-Key: " + headerValue)).as(value).doesNotContain("Secret garden");
        }
        for (String nearly : List.of("Right", "right,other", "right%00", "righ", "rightright", "%20right", "right&api_key=right")) {
            assertThat(send("GET", "/api/cameras?api_key=wrong&api_key=" + nearly, "")).as(nearly).doesNotContain("Secret garden");
        }
        assertThat(send("GET", "/api/cameras?api_key=right", "")).contains("Secret garden");
        assertThat(send("GET", "/api/cameras", "\r\nX-API-Key: other")).contains("Secret garden");
    }

    @Test
    void no_detour_opens() throws Exception {
        for (String upwards : Fuzz.UPWARDS) {
            for (String open : List.of("/web/", "/docs/", "/health/", "/ready/", "/")) {
                assertThat(send("GET", open + upwards + "api/cameras", "")).as(open + upwards).doesNotContain("Secret garden");
            }
        }
        for (String path : List.of("//api/cameras", "/api//cameras", "/./api/cameras", "/%61pi/cameras", "/api%2fcameras", "/api/cameras/", "/API/cameras",
                "/;/api/cameras", "/health;/../api/cameras", "/docs/;/../../api/cameras", "http://x/api/cameras", "/api/cameras#/health", "/api/cameras?/health")) {
            assertThat(send("GET", path, "")).as(path).doesNotContain("Secret garden");
        }
        for (String origin : List.of("", "\r\nOrigin: http://x", "\r\nOrigin: http://evil.example", "\r\nOrigin: null")) {
            assertThat(send("OPTIONS", "/api/cameras", origin + "\r\nAccess-Control-Request-Method: GET")).as(origin)
                    .doesNotContain("Secret garden").doesNotStartWith("HTTP/1.1 200");
        }
        assertThat(send("GET", "/api/cameras", "\r\nAccess-Control-Request-Method: GET\r\nUpgrade: websocket")).doesNotContain("Secret garden");
    }

    private static String send(String method, String path, String headers) throws Exception {
        return Fuzz.send(server, method, path, headers, null);
    }
}
