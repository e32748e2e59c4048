package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL of the chaos tests: what one of them left behind when it was killed is no hindrance to the next. */
class PostgresServerIT {

    @TempDir
    Path folder;

    @Test
    void a_server_that_was_left_frozen_is_ended_and_its_cluster_taken_over() throws Exception {
        DataDirectory held = DataDirectory.open(folder);
        try (PostgresServer abandoned = new PostgresServer(held)) {
            abandoned.freeze();
            held.close(); // as the end of its process does
            try (PostgresServer next = new PostgresServer(DataDirectory.open(folder)); Connection connection = next.connect()) {
                assertThat(connection.isValid(10)).isTrue();
            }
        }
    }
}
