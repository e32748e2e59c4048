package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSearchIT {

    @TempDir
    static Path folder;
    private static ApiServer server;
    private static Path picture;

    @BeforeAll
    static void start() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        picture = Files.createDirectories(folder.resolve("cameras/door")).resolve("a.jpg");
        Files.copy(Path.of("samples/dog.jpg"), picture);
        server.run("""
                insert into cameras (id, name, folder_path) values ('garage_door', 'Garage', '%2$s'), ('yard', 'Yard', '/c/yard');
                insert into images (camera_id, file_path, file_hash, captured_at, status)
                values ('garage_door', '%1$s', '%3$s', now(), 'detected'), ('garage_door', '/gone.jpg', 'b', now() - interval '1 hour', 'detected');
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, verdict, analysis_status,
                                    object_types, detection_count, enrichment_status)
                select 'batch-' || n, case when n %% 2 = 0 then 'garage_door' else 'yard' end, now() - n * interval '1 minute', now(), n %% 100, 'medium',
                       case when n = 1 then 'A <b>stranger</b> opens the window, another stranger waits' when n = 2 then '=cmd|calc stranger'
                            else 'Nothing of note ' || n end,
                       case when n = 3 then 'Maybe a stranger walking past' else '' end, '{}', 'complete', array['person'], 1, '{}'
                from generate_series(1, 1800) n""".formatted(picture, picture.getParent(), PictureFiles.sha256(Files.readAllBytes(picture))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void finds_words_in_any_form_and_puts_the_best_first() throws Exception {
        JsonNode found = server.json("/api/events/search?q=strangers");

        assertThat(found.path("items")).extracting(item -> item.path("id").asInt()).containsExactly(1, 2, 3);
        assertThat(found.path("items").path(0).path("rank").asDouble()).isGreaterThan(found.path("items").path(2).path("rank").asDouble());
        assertThat(found.path("pagination").path("total").asInt()).isEqualTo(3);
        assertThat(server.json("/api/events/search?q=stranger+-window").path("items")).hasSize(2);
        assertThat(server.json("/api/events/search?q=%22walking+past%22").path("items")).hasSize(1);
        assertThat(server.json("/api/events/search?q=garage+stranger").path("items")).hasSize(1);
        assertThat(server.json("/api/events/search?q=stranger&camera_id=yard").path("items")).hasSize(2);
        assertThat(server.json("/api/events/search?q=the").path("items")).isEmpty();
        assertThat(server.json("/api/events/search?q=-nothing").path("items")).as("without a word").extracting(item -> item.path("id").asInt())
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void marks_what_was_found_without_html() throws Exception {
        JsonNode pieces = server.json("/api/events/search?q=stranger").path("items").path(0).path("highlights").path("summary");

        assertThat(pieces).filteredOn(piece -> piece.path("match").asBoolean()).extracting(piece -> piece.path("text").asText())
                .containsExactly("stranger", "stranger");
        StringBuilder whole = new StringBuilder();
        pieces.forEach(piece -> whole.append(piece.path("text").asText()));
        assertThat(whole.toString()).contains("opens the window").doesNotContain("\uE000").doesNotContain("\uE001");
    }

    @Test
    void pages_through_a_search_while_others_arrive() throws Exception {
        List<Integer> seen = new ArrayList<>();
        JsonNode page = server.json("/api/events/search?q=nothing+or+stranger&limit=400");
        while (true) {
            page.path("items").forEach(item -> seen.add(item.path("id").asInt()));
            if (!page.path("pagination").path("has_more").asBoolean()) {
                break;
            }
            server.run("""
                    insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status, detection_count, enrichment_status)
                    select 'late-' || n || gen_random_uuid(), 'yard', now(), now(), 1, 'low', 'Nothing and nothing', '{}', 'rules', 1, '{}' from generate_series(1, 300) n""");
            page = server.json("/api/events/search?q=nothing+or+stranger&limit=400&cursor=" + page.path("pagination").path("next_cursor").asText());
        }
        server.run("delete from events where batch_id like 'late-%'");
        assertThat(seen).as("all of the newest thousand, although others came meanwhile").hasSize(1000).doesNotHaveDuplicates().allMatch(id -> id <= 1000);
        assertThat(page.path("pagination").path("total_is_exact").asBoolean()).isFalse();
    }

    @Test
    void finds_the_newest_of_many_matches_as_of_few() throws Exception {
        server.run("""
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status, detection_count, enrichment_status)
                select 'swan-' || n, case when n % 2 = 0 then 'garage_door' else 'yard' end, now() + n * interval '1 second', now() + interval '1 day', n % 100, 'low',
                       'A swan swims', '{}', 'rules', 1, '{}'
                from generate_series(1, 5200) n""");
        try {
            List<String> ofMany = batches("/api/events/search?q=swans&limit=1000");
            assertThat(ofMany).hasSize(1000).contains("swan-5200", "swan-4201").doesNotContain("swan-4200");
            List<String> ofCamera = batches("/api/events/search?q=swans&limit=1000&camera_id=yard");
            assertThat(ofCamera).hasSize(1000).contains("swan-5199", "swan-3201").doesNotContain("swan-5200", "swan-3199");
            assertThat(batches("/api/events/search?q=swan+stranger&limit=1000")).as("words that never meet").isEmpty();

            server.run("delete from events where batch_id like 'swan-%' and substr(batch_id, 6)::int <= 1000");
            assertThat(batches("/api/events/search?q=swans&limit=1000")).isEqualTo(ofMany);
            assertThat(batches("/api/events/search?q=swans&limit=1000&camera_id=yard")).isEqualTo(ofCamera);
        } finally {
            server.run("delete from events where batch_id like 'swan-%'");
        }
    }

    private static List<String> batches(String search) throws Exception {
        JsonNode found = server.json(search);
        List<String> batches = new ArrayList<>();
        found.path("items").forEach(item -> batches.add(item.path("batch_id").asText()));
        assertThat(found.path("pagination").path("total_is_exact").asBoolean()).isEqualTo(batches.size() < 1000);
        return batches;
    }

    @Test
    void survives_every_kind_of_question() throws Exception {
        for (String q : List.of("%27%22%3B--", "%22", "-", "or", "%28%29%26%7C%21%3A%2A", "%5C", "%F0%9F%98%80", "a+or", "%25", "%EE%80%80", "a%3Ab%3C-%3Ec")) {
            assertThat(server.get("/api/events/search?q=" + q).statusCode()).as(q).isEqualTo(200);
        }
        assertThat(server.get("/api/events/search").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/events/search?q=" + "x".repeat(201)).statusCode()).isEqualTo(400);
    }

    @Test
    void counts_events() throws Exception {
        JsonNode stats = server.json("/api/events/stats?camera_id=yard");
        assertThat(stats.path("total_events").asInt()).isEqualTo(900);
        assertThat(stats.path("events_by_risk_level").path("medium").asInt()).isEqualTo(900);
        assertThat(stats.path("events_by_camera").path(0).path("camera_name").asText()).isEqualTo("Yard");
        assertThat(server.json("/api/events/stats?risk_level=low").path("total_events").asInt()).isZero();
    }

    @Test
    void exports_all_events_once() throws Exception {
        HttpResponse<byte[]> csv = server.get("/api/events/export?format=csv");
        List<String> lines = List.of(new String(csv.body(), StandardCharsets.UTF_8).split("\r\n"));
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"events.csv\"");
        assertThat(lines).hasSize(1801).doesNotHaveDuplicates();
        assertThat(lines.get(2)).contains(",'=cmd|calc stranger,");

        JsonNode all = server.json("/api/events/export?format=json&camera_id=yard");
        assertThat(all).hasSize(900);
        assertThat(all.path(0).path("event_id").asInt()).isEqualTo(1);
        assertThat(server.json("/api/events/export?format=json&risk_level=critical")).isEmpty();
        assertThat(server.get("/api/events/export?format=xml").statusCode()).isEqualTo(400);
        for (int i = 0; i < 4; i++) {
            assertThat(server.get("/api/events/export?risk_level=critical").statusCode()).as("earlier exports are over").isEqualTo(200);
        }
    }

    @Test
    void shows_the_newest_picture_of_a_camera() throws Exception {
        HttpResponse<byte[]> snapshot = server.get("/api/cameras/garage_door/snapshot");
        assertThat(snapshot.body()).isEqualTo(Files.readAllBytes(picture));
        assertThat(snapshot.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(server.get("/api/cameras/garage_door/snapshot", "If-None-Match", snapshot.headers().firstValue("ETag").orElseThrow()).statusCode()).isEqualTo(304);
        assertThat(server.get("/api/cameras/yard/snapshot").statusCode()).isEqualTo(404);
    }

    @Test
    void sets_the_alert_floor_of_a_camera_and_takes_it_back() throws Exception {
        assertThat(server.json("/api/cameras/yard").path("alert_floor").isNull()).isTrue();
        JsonNode set = ApiServer.json(server.sendJson("PATCH", "/api/cameras/yard", "{\"alert_floor\": 60}"));
        assertThat(set.path("alert_floor").intValue()).isEqualTo(60);
        assertThat(set.path("name").asText()).isEqualTo("Yard");
        JsonNode named = ApiServer.json(server.sendJson("PATCH", "/api/cameras/yard", "{\"name\": \"Yard\"}"));
        assertThat(named.path("alert_floor").intValue()).as("what is not named stays").isEqualTo(60);
        for (String bad : List.of("{}", "{\"alert_floor\": 101}", "{\"alert_floor\": -1}", "{\"alert_floor\": \"high\"}", "{\"alert_floor\": 1.5}")) {
            assertThat(server.sendJson("PATCH", "/api/cameras/yard", bad).statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(ApiServer.json(server.sendJson("PATCH", "/api/cameras/yard", "{\"alert_floor\": null}")).path("alert_floor").isNull()).isTrue();
    }

    @Test
    void names_a_camera() throws Exception {
        assertThat(ApiServer.json(server.sendJson("PATCH", "/api/cameras/yard", "{\"name\": \"Back \\\"yard\\\" ä\"}")).path("name").asText()).isEqualTo("Back \"yard\" ä");
        assertThat(server.sendJson("PATCH", "/api/cameras/yard", "{\"name\": \"  \"}").statusCode()).isEqualTo(400);
        assertThat(server.sendJson("PATCH", "/api/cameras/nobody", "{\"name\": \"x\"}").statusCode()).isEqualTo(404);
        server.sendJson("PATCH", "/api/cameras/yard", "{\"name\": \"Yard\"}");
    }
}
