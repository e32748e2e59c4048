package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path temp;

    @Test
    void is_held_by_one_until_it_is_closed() throws Exception {
        Path path = temp.resolve("a/b");
        try (DataDirectory first = DataDirectory.open(path)) {
            assertThat(first.root()).isAbsolute();
            assertThatThrownBy(() -> DataDirectory.open(path)).isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("in use by another running Hearthwatch (process " + ProcessHandle.current().pid() + ")");
            assertThatThrownBy(() -> DataDirectory.open(path)).hasMessageContaining("in use");
        }
        DataDirectory.open(path).close();
    }

    @Test
    void is_free_after_a_killed_process_whose_pid_this_one_got() throws Exception {
        Files.writeString(temp.resolve("hearthwatch.pid"), ProcessHandle.current().pid() + " 2020-01-01T00:00:00Z");
        DataDirectory.open(temp).close();
    }

    @Test
    void a_path_that_is_no_directory_is_named_with_what_to_do() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("DATA_DIR");
    }

    @Test
    void a_nearly_full_disk_is_no_reason_given_when_there_is_room() throws Exception {
        try (DataDirectory directory = DataDirectory.open(temp)) {
            assertThat(directory.startFailure("Redis in x", "REDIS_URL", new IOException("cause")))
                    .hasMessage("The embedded Redis in x did not start. cause\nSet REDIS_URL to use another server.");
        }
    }
}
