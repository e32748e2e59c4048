package routes.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.testing.TestServers;

/** {@code sql/close-batch.sql} and the two repair statements. */
class CloseBatchIT {

    private HikariDataSource dataSource;
    private Connection database;

    @BeforeEach
    void four_detections_of_an_image() throws Exception {
        dataSource = TestServers.newDatabase();
        Flyway.configure().dataSource(dataSource).locations("classpath:db/migration").load().migrate();
        database = dataSource.getConnection();
        execute("insert into cameras (id, name, folder_path) values ('door', 'door', '/door')");
        execute("insert into images (camera_id, file_path, file_hash, captured_at, processed_at, status, detection_count) "
                + "values ('door', '/door/1.jpg', 'h', now(), now() - interval '1 hour', 'detected', 4)");
        execute("insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence, "
                + "bbox_x, bbox_y, bbox_width, bbox_height) select 1, n, 'door', '/door/1.jpg', 'image/jpeg', now(), 'person', 0.7, 1, 1, 9, 9 "
                + "from generate_series(1, 4) n");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        dataSource.close();
    }

    @Test
    void what_a_batch_holds_is_settled_by_the_first_time_it_is_closed() throws Exception {
        assertThat(closeBatch("1,2,3")).singleElement().asString().contains("\"detection_ids\": [1, 2, 3]");
        assertThat(closeBatch("1,2,4")).singleElement().asString().contains("\"detection_ids\": [1, 2, 3]");
        assertThat(rows("select id from detections where batch_id is null")).containsExactly("4");
        assertThat(rows("select count(*) from outbox where type = 'detection.batch'")).containsExactly("1");
    }

    @Test
    void a_batch_closed_again_after_its_event_is_no_job() throws Exception {
        closeBatch("1,2,3");
        storeEvent();
        execute("delete from analysis_jobs");
        assertThat(closeBatch("1,2,4")).isEmpty();
        assertThat(rows("select id from detections where batch_id is null")).containsExactly("4");
    }

    @Test
    void repairs_a_closed_batch_without_event_and_detections_without_batch() throws Exception {
        closeBatch("1,2,3");
        assertThat(call("repair-batches", "600")).as("it is not late yet").isEmpty();
        execute("update analysis_jobs set queued_at = now() - interval '1 hour'");
        assertThat(call("repair-batches", "600")).containsExactly("batch-1");
        assertThat(call("repair-batches", "600")).as("asked for again after that time only").isEmpty();
        assertThat(call("repair-detections", "600")).containsExactly("1");
        assertThat(call("repair-detections", "7200")).isEmpty();
    }

    @Test
    void looks_for_lost_detections_only_where_it_has_not_been() throws Exception {
        closeBatch("1,2,3");
        assertThat(call("repair-detections", "600")).containsExactly("1");
        assertThat(rows("select checked_to from batch_repair")).as("the fourth is still missing").containsExactly("3");
        assertThat(call("repair-detections", "600")).as("found again as long as it is missing").containsExactly("1");
        execute("update detections set batch_id = 'batch-2' where id = 4");
        assertThat(call("repair-detections", "600")).isEmpty();
        assertThat(rows("select checked_to from batch_repair")).containsExactly("4");
        execute("update images set processed_at = now()");
        execute("update batch_repair set checked_to = 0");
        assertThat(call("repair-detections", "600")).isEmpty();
        assertThat(rows("select checked_to from batch_repair")).as("the last hour is looked at again").containsExactly("0");
    }

    @Test
    void closing_touches_no_index_of_the_detections() throws Exception {
        assertThat(rows("select indexdef from pg_indexes where tablename = 'detections' and indexdef ~ 'batch_id|enrichment_data'")).isEmpty();
    }

    @Test
    void forgets_a_closed_batch_whose_detections_are_judged() throws Exception {
        closeBatch("1,2,3");
        storeEvent();
        execute("update analysis_jobs set queued_at = now() - interval '1 hour'");
        assertThat(call("repair-batches", "600")).isEmpty();
        assertThat(rows("select batch_id from analysis_jobs")).isEmpty();
    }

    private void storeEvent() throws SQLException {
        execute("insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, verdict, analysis_status, detection_count, "
                + "enrichment_status) values ('batch-1', 'door', now(), now(), 10, 'low', 's', '{}', 'rules', 3, '{}')");
        execute("insert into event_detections select 1, n from generate_series(1, 3) n");
    }

    private List<String> closeBatch(String ids) throws Exception {
        return call("close-batch", "{\"batch_id\":\"batch-1\",\"camera_id\":\"door\",\"detection_ids\":[" + ids
                + "],\"started_at\":\"2026-01-09T12:00:00Z\",\"closed_at\":\"2026-01-09T12:00:30Z\",\"close_reason\":\"idle\",\"is_fast_path\":false}");
    }

    /** First column of what a statement returns; each of its parameters has this value. */
    private List<String> call(String name, String value) throws Exception {
        String sql = new String(CloseBatchIT.class.getResourceAsStream("/sql/" + name + ".sql").readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("(?m)^--.*$", "");
        try (PreparedStatement statement = database.prepareStatement(sql.replaceAll(":\\?\\w+", "?"))) {
            for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                statement.setString(i, value);
            }
            return column(statement.executeQuery());
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            return column(statement.executeQuery(sql));
        }
    }

    private static List<String> column(ResultSet rows) throws SQLException {
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            found.add(rows.getString(1));
        }
        return found;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
