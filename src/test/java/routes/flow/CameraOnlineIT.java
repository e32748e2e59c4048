package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Waiting.eventually;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import routes.testing.TestServers;

/** sql/store-detections.sql when two pictures of a camera are stored at the same moment. */
class CameraOnlineIT {

    @Test
    void a_camera_comes_online_once_even_when_two_pictures_are_stored_side_by_side() throws Exception {
        try (HikariDataSource dataSource = TestServers.newDatabase(); Connection first = dataSource.getConnection();
                Connection second = dataSource.getConnection()) {
            Flyway.configure(getClass().getClassLoader()).dataSource(dataSource).locations("classpath:db/migration").load().migrate();
            FlowDatabase database = new FlowDatabase(dataSource);

            sideBySide(database, first, second, 1);
            assertThat(database.messages("camera_status", "door")).hasSize(1);

            first.createStatement().execute("update cameras set status = 'offline'");
            sideBySide(database, first, second, 3);
            assertThat(database.messages("camera_status", "door")).extracting(message -> message.path("previous_status").asText())
                    .containsExactly("unknown", "offline");
        }
    }

    /** The second statement begins while the first has not committed. */
    private static void sideBySide(FlowDatabase database, Connection first, Connection second, int number) throws Exception {
        first.setAutoCommit(false);
        store(first, number);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                store(second, number + 1);
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        eventually(() -> assertThat(database.count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")).isEqualTo(1));
        first.commit();
        first.setAutoCommit(true);
        other.get(10, TimeUnit.SECONDS);
    }

    private static void store(Connection connection, int number) throws SQLException, IOException {
        try (InputStream file = CameraOnlineIT.class.getResourceAsStream("/sql/store-detections.sql")) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(":?image", "?").replaceAll("(?m)^--.*$", "");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, """
                        {"camera_id":"door","camera_name":"Door","folder_path":"/cameras/Door","file_path":"/cameras/Door/%1$d.jpg","file_hash":"%1$d",
                         "captured_at":"2026-01-09T12:00:00.000Z","seen_at":"2026-01-09T12:00:0%1$d.000Z","detections":[]}""".formatted(number));
                statement.execute();
            }
        }
    }
}
