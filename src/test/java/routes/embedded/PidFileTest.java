package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    Path temp;

    private Path file;
    private Process server;

    @BeforeEach
    void start_a_stand_in() throws Exception {
        // cat waits for its input as a server waits for its clients
        server = new ProcessBuilder("cat", "-").directory(temp.toFile()).start();
        file = Files.writeString(temp.resolve("server.pid"), server.pid() + "\nmore\n");
    }

    @AfterEach
    void end() {
        server.destroyForcibly();
    }

    @Test
    void finds_the_living_server() throws Exception {
        assertThat(new PidFile(file, "cat -", temp).server()).map(ProcessHandle::pid).contains(server.pid());
    }

    @Test
    void takes_no_other_program_for_the_server() throws Exception {
        assertThat(new PidFile(file, "postgres -D " + temp, temp).server()).isEmpty();
        assertThat(new PidFile(file, "cat -", temp).process()).isPresent();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void takes_no_server_of_another_directory_for_this_one() throws Exception {
        assertThat(new PidFile(file, "cat -", Files.createDirectory(temp.resolve("other"))).server()).isEmpty();
    }

    @Test
    void a_dead_process_a_missing_and_a_strange_file_mean_no_server() throws Exception {
        server.destroyForcibly().waitFor();
        assertThat(new PidFile(file, "cat", temp).server()).isEmpty();
        assertThat(new PidFile(temp.resolve("none"), "cat", temp).server()).isEmpty();
        assertThat(new PidFile(Files.writeString(file, "12 34\n"), "cat", temp).process()).isEmpty();
        assertThat(new PidFile(Files.writeString(file, ""), "cat", temp).process()).isEmpty();
    }
}
