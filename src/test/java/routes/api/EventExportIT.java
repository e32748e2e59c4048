package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventExportIT {

    private static final int EVENTS = 50_000;

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void fill() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path) values ('door', 'Door', '/c/door');
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, verdict, analysis_status,
                                    detection_count, enrichment_status)
                select 'batch-' || n, 'door', now() - n * interval '1 second', now(), 1, 'low', 'summary', repeat('reason ', 100), '{}', 'rules', 1, '{}'
                from generate_series(1, %d) n""".formatted(EVENTS));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void gives_the_place_of_a_client_that_goes_away_to_the_next() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setReceiveBufferSize(1024);
                socket.getOutputStream().write("GET /api/events/export HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
                socket.setSoLinger(true, 0);
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                assertThat(server.context().getInflightRepository().size()).isZero());
        assertThat(server.get("/api/events/export?risk_level=high").statusCode()).isEqualTo(200);
    }

    @Test
    void sends_every_event_once() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/events/export");

        assertThat(new String(answer.body(), StandardCharsets.UTF_8).lines().count()).isEqualTo(EVENTS + 1);
    }
}
