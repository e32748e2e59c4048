package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @TempDir
    Path temp;

    @Test
    void a_password_needs_no_escaping_and_is_never_the_same() {
        assertThat(Secret.random()).matches("[0-9a-f]{64}").isNotEqualTo(Secret.random());
    }

    @Test
    void only_the_owner_can_read_the_file_even_when_it_was_open_to_all() throws Exception {
        Path file = Files.writeString(temp.resolve("secret"), "old");
        Files.writeString(temp.resolve("secret.new"), "left by a kill");
        Secret.write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(temp.resolve("secret.new")).doesNotExist();
    }
}
