package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path temp;

    @Test
    void shows_the_last_lines_of_this_start_only_and_no_control_characters() throws Exception {
        Path path = Files.writeString(temp.resolve("server.log"), "earlier start\n");
        LogFile log = new LogFile(path);
        log.begin();
        assertThat(log.tail()).isEmpty();
        String lines = IntStream.rangeClosed(1, 2000).mapToObj(i -> "line " + i + "\u001b[31m").collect(Collectors.joining("\n"));
        Files.writeString(path, lines, StandardOpenOption.APPEND);
        assertThat(log.tail().lines()).hasSize(12).last().isEqualTo("line 2000 [31m");
        assertThat(log.tail()).doesNotContain("earlier start");
    }

    @Test
    void sets_a_large_log_aside_and_keeps_one() throws Exception {
        Path path = Files.write(temp.resolve("server.log"), new byte[6_000_000]);
        Files.writeString(temp.resolve("server.log.1"), "older");
        new LogFile(path).begin();
        assertThat(path).doesNotExist();
        assertThat(temp.resolve("server.log.1")).hasSize(6_000_000);
    }
}
