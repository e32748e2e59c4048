package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProgramTest {

    @TempDir
    Path temp;

    @Test
    void the_bundled_one_is_used_where_there_is_one() throws Exception {
        Path program = find(new Platform("linux", "amd64"), install("new", "7.2.4"));
        assertThat(program).startsWith(temp.resolve("bin")).isExecutable();
    }

    @Test
    void a_recent_one_on_the_path_is_used_elsewhere() throws Exception {
        String path = install("old", "5.0.14") + ":" + temp.resolve("missing") + ":" + install("new", "7.2.4");
        assertThat(find(new Platform("linux", "riscv64"), path)).isEqualTo(temp.resolve("new/redis-server"));
    }

    @Test
    void without_one_the_message_says_what_to_do() throws Exception {
        String path = install("old", "6.2.11");
        assertThatThrownBy(() -> find(new Platform("linux", "riscv64"), path)).isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("linux-riscv64").hasMessageContaining("REDIS_URL");
    }

    private Path find(Platform platform, String path) throws Exception {
        return new RedisProgram(new BinaryStore(temp.resolve("bin")), platform, path).find();
    }

    private String install(String folder, String version) throws IOException {
        Path program = Files.createDirectory(temp.resolve(folder)).resolve("redis-server");
        Files.writeString(program, "#!/bin/sh\necho 'Redis server v=" + version + " sha=00000000:0 bits=64'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program.getParent().toString();
    }
}
