package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventChangeBodiesIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path) values ('door', 'Door', '/cameras/door');
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status,
                                    detection_count, enrichment_status)
                values ('batch-1', 'door', now(), now(), 50, 'medium', 'Somebody is there', '{}', 'complete', 1, '{}')""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|400", "'{'|400", "'{} {}'|400", "[]|400", "null|400", "{}|400", "{\"reviewed\":\"true\"}|400", "{\"reviewed\":null}|400",
            "{\"reviewed\":1}|400", "{\"notes\":{}}|400", "{\"notes\":\"a\\u0000b\"}|400", "{\"notes\":\"\\ud800\"}|400", "{\"version\":1.5}|400",
            "{\"version\":99999999999999999999999}|400", "{\"version\":-1}|400", "{\"snooze_until\":\"soon\"}|400", "{\"deleted_at\":null}|400",
            "{\"reviewed\":true,\"reviewed\":false}|400", "{\"id\":2,\"reviewed\":true}|400"})
    void refuses_a_body_that_breaks_the_contract(String body, int status) throws Exception {
        HttpResponse<byte[]> answer = server.sendJson("PATCH", "/api/events/1", body);

        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(server.value("select count(*) from outbox")).isEqualTo("0");
    }

    @Test
    void takes_json_only_and_not_too_much_of_it() throws Exception {
        assertThat(server.send("PATCH", "/api/events/1", HttpRequest.BodyPublishers.ofString("reviewed=true"),
                "Content-Type", "application/x-www-form-urlencoded").statusCode()).isEqualTo(415);
        assertThat(server.send("PATCH", "/api/events/1", HttpRequest.BodyPublishers.ofString("{\"reviewed\":true}")).statusCode()).isEqualTo(415);
        assertThat(server.sendJson("PATCH", "/api/events/1", "{\"notes\":\"" + "x".repeat(2_000_000) + "\"}").statusCode()).isEqualTo(413);
        assertThat(server.sendJson("PATCH", "/api/events/1", "[".repeat(100_000)).statusCode()).isEqualTo(400);
        String escaped = "{\"notes\":\"" + "\\ud83d\\ude00".repeat(10_000) + "\"}";
        assertThat(server.sendJson("PATCH", "/api/events/1", escaped).statusCode()).as("as long as notes may be, all escaped").isEqualTo(200);
        server.run("truncate outbox");
    }

    @Test
    void says_only_what_is_wrong() throws Exception {
        HttpResponse<byte[]> answer = server.sendJson("PATCH", "/api/events/1", "{\"reviewed\":\"yes\"}");

        assertThat(ApiServer.json(answer).path("errors")).singleElement().satisfies(error -> assertThat(error.path("field").asText()).isEqualTo("reviewed"));
    }

    @Test
    void takes_no_more_bodies_while_many_are_on_their_way() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                slow.add(socket);
                socket.getOutputStream().write("PATCH /api/events/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
                        .getBytes(StandardCharsets.US_ASCII));
            }
            Awaitility.await().untilAsserted(() -> {
                HttpResponse<byte[]> answer = server.sendJson("PATCH", "/api/events/1", "{}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            assertThat(server.get("/api/events/1").statusCode()).as("who only reads is not concerned").isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(server.sendJson("PATCH", "/api/events/1", "{}").statusCode()).isEqualTo(400));
    }
}
