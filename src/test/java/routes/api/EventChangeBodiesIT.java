package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
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
    }
}
