package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListsIT {

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

    private static long total(String path) throws Exception {
        JsonNode pagination = server.json(path).path("pagination");
        assertThat(pagination.path("total_is_exact").asBoolean()).isTrue();
        return pagination.path("total").asLong();
    }
}
