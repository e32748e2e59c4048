package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    @TempDir
    Path temp;

    private DataDirectory directory;
    private EmbeddedRedis redis;

    @BeforeEach
    void open() throws EmbeddedServerException {
        directory = DataDirectory.open(temp.resolve("da ta \"1\""));
        redis = new EmbeddedRedis(directory);
    }

    @AfterEach
    void close() throws EmbeddedServerException {
        redis.close();
        directory.close();
    }

    @Test
    void a_cut_append_only_file_does_not_prevent_the_start() throws Exception {
        String url = redis.start();
        Clients.set(url, "first", "1");
        Clients.set(url, "second", "2");
        redis.close();
        try (FileChannel file = FileChannel.open(appendOnlyFile(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 3);
        }
        assertThat(Clients.get(redis.start(), "first")).isEqualTo("1");
    }

    @Test
    void a_damaged_append_only_file_is_reported_in_the_words_of_redis() throws Exception {
        Clients.set(redis.start(), "k", "v");
        redis.close();
        Files.writeString(appendOnlyFile(), "this is no command\r\n and no second\r\n");
        assertThatThrownBy(redis::start).isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("Bad file format reading the append only file")
                .hasMessageContaining("REDIS_URL");
    }

    @Test
    void a_stale_pid_file_that_names_a_foreign_process_harms_neither() throws Exception {
        redis.start();
        redis.close();
        Process foreign = new ProcessBuilder("cat").start();
        try {
            Files.writeString(directory.resolve("redis/redis.pid"), foreign.pid() + "\n");
            Clients.set(redis.start(), "k", "v");
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    private Path appendOnlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("redis/appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof")).findFirst().orElseThrow();
        }
    }
}
