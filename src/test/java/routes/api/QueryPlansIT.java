package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryPlansIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void fill() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path) select 'camera_' || n, 'Camera ' || n, '/c/' || n from generate_series(0, 49) n;
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status, object_types,
                                    detection_count, enrichment_status, reviewed)
                select 'batch-' || n, 'camera_' || n % 50, now() - n * interval '1 minute', now() - n * interval '1 minute', n % 100,
                       (array['low', 'medium', 'high', 'critical'])[1 + n % 4], 'Somebody ' || case when n % 5000 = 0 then 'climbs' else 'walks' end,
                       '{}', 'complete', array['person'], 1, '{}', n > 100
                from generate_series(1, 60000) n;
                insert into images (camera_id, file_path, file_hash, captured_at, processed_at, status)
                select 'camera_' || n % 50, '/c/' || n, n::text, now() - n * interval '1 minute', now() - (60001 - n) * interval '1 minute', 'detected'
                from generate_series(1, 60000) n;
                insert into images (camera_id, file_path, file_hash, captured_at, processed_at, status, reject_reason)
                select 'camera_' || n % 50, '/r/' || n, n::text, now(), now() - n * interval '1 minute', 'rejected', 'truncated' from generate_series(1, 5000) n;
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                select n, 1, 'camera_' || n % 50, '/c/' || n, 'image/jpeg', now() - n * interval '1 minute', case when n % 1000 = 0 then 'bird' else 'person' end,
                       0.5, 1, 1, 1, 1
                from generate_series(1, 60000) n;
                insert into event_detections select n, n from generate_series(1, 60000) n;
                analyze""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_list_of_events_is_read_from_an_index() throws Exception {
        EventQueries queries = new EventQueries();
        for (Map<String, Object> filter : List.<Map<String, Object>>of(Map.of(), Map.of("camera_id", "camera_7"), Map.of("risk_level", "high"),
                Map.of("reviewed", false), Map.of("analysis_status", "fallback"), Map.of("object_type", "person"), Map.of("object_type", "giraffe"),
                Map.of("include_deleted", true), Map.of("start_date", OffsetDateTime.now().minusDays(1)), Map.of("end_date", OffsetDateTime.now().minusDays(9)),
                Map.of("cursor", "MTc2Nzk2MDAwMDAwMDAwMC4x"))) {
            assertNoScan(queries.page(request(filter)), "events");
            Map<String, Object> csv = new HashMap<>(filter);
            csv.put("format", "csv");
            assertNoScan(queries.export(request(csv), new EventExport(null, request(csv), false)), "events");
        }
        assertNoScan(queries.stats(request(Map.of("start_date", OffsetDateTime.now().minusDays(1)))), "events");
        assertNoScan(queries.exists(request(Map.of("id", 7L))), "events");
        assertNoScan(queries.one(request(Map.of("id", 7L))), "events");
        assertNoScan(queries.search(request(Map.of("q", "climbing"))), "events");
        assertNoScan(queries.search(request(Map.of("q", "climbing", "cursor", "MTAwLjUwLjUwMDAw"))), "events");
        for (SqlQuery change : List.of(queries.delete(request(Map.of("id", 7L))), queries.restore(request(Map.of("id", 7L))), queries.analyze(request(Map.of("id", 7L))),
                queries.update(request(Map.of("id", 7L))))) {
            assertNoScan(change, "events");
        }
    }

    @Test
    void every_list_of_detections_is_read_from_an_index() throws Exception {
        DetectionQueries queries = new DetectionQueries();
        for (Map<String, Object> filter : List.<Map<String, Object>>of(Map.of(), Map.of("camera_id", "camera_7"), Map.of("object_type", "bird"),
                Map.of("camera_id", "camera_7", "object_type", "person"), Map.of("image_id", 7L), Map.of("event_id", 7L),
                Map.of("end_date", OffsetDateTime.now().minusDays(1)))) {
            assertNoScan(queries.page(request(filter)), "detections", "images", "event_detections");
        }
        assertNoScan(queries.one(request(Map.of("id", 7L))), "detections", "images", "event_detections");
        assertNoScan(queries.ofEvent(request(Map.of("id", 7L))), "detections", "images", "event_detections");
        assertNoScan(queries.picture(request(Map.of("id", 7L))), "detections", "images");
    }

    @Test
    void everything_else_that_grows_is_read_from_an_index() throws Exception {
        assertNoScan(new RejectedImageQueries().page(request(Map.of("camera_id", "camera_7"))), "images");
        assertNoScan(new CameraQueries().snapshot(request(Map.of("id", "camera_7"))), "images");
        assertNoScan(new SystemQueries().facts(), "images", "events");
        assertNoScan(new SystemQueries().stageTimes(), "events");
        assertNoScan(new SystemQueries().stats(), "images", "detections", "events");
        assertNoScan(new RejectedImageQueries().page(request(Map.of("reason", "truncated"))), "images");
        Retention retention = new Retention(Clock.systemUTC(), new SimpleMeterRegistry(), 30, 72);
        assertNoScan(retention.batch(), "images", "detections", "events", "event_detections");
        assertNoScan(retention.removal(new RetentionBatch(List.of(1L), List.of(), 0)), "images", "detections", "events");
    }

    @Test
    void what_a_silent_camera_sent_is_read_from_an_index() throws Exception {
        assertThat(plan(new SqlQuery(ApiServer.resource("/sql/camera-offline.sql"), Map.of("seconds", 600L)))).contains("images_refused");
    }

    private static ApiRequest request(Map<String, Object> filter) {
        Map<String, Object> parameters = new HashMap<>(filter);
        parameters.put("limit", 50L);
        return new ApiRequest("test", "/", "1", "", parameters, ApiRequest.NO_BODY);
    }

    private static void assertNoScan(SqlQuery query, String... tables) throws Exception {
        String plan = plan(query);
        for (String table : tables) {
            assertThat(plan).as(query.parameters() + "\n" + query.sql() + "\n" + plan).doesNotContain("Seq Scan on " + table + " ");
        }
    }

    private static String plan(SqlQuery query) throws Exception {
        List<Object> values = new ArrayList<>();
        Matcher names = Pattern.compile(":\\?(\\w+)").matcher(query.sql());
        String sql = names.replaceAll(name -> {
            values.add(query.parameters().get(name.group(1)));
            return "?";
        });
        StringBuilder plan = new StringBuilder();
        try (Connection connection = server.connection(); PreparedStatement explain = connection.prepareStatement("explain " + sql)) {
            for (int i = 0; i < values.size(); i++) {
                explain.setObject(i + 1, values.get(i));
            }
            try (ResultSet lines = explain.executeQuery()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
