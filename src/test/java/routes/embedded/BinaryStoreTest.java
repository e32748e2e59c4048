package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryStoreTest {

    @TempDir
    Path temp;

    private final AtomicInteger unpacked = new AtomicInteger();
    private Path resource;
    private BinaryStore store;

    @BeforeEach
    void make_resource() throws IOException {
        resource = Files.writeString(temp.resolve("resource"), "program");
        store = new BinaryStore(temp.resolve("bin"));
    }

    @Test
    void unpacks_once() throws Exception {
        assertThat(directory().resolve("x/program")).hasContent("program");
        assertThat(directory().resolve("x/program")).hasContent("program");
        assertThat(unpacked).hasValue(1);
    }

    @Test
    void unpacks_a_new_version_and_removes_the_old_one() throws Exception {
        Path old = directory();
        Path other = Files.createDirectories(temp.resolve("bin/redis-0a1b"));
        Files.writeString(resource, "program 2");
        Files.setLastModifiedTime(resource, FileTime.fromMillis(1));
        assertThat(directory()).isNotEqualTo(old);
        assertThat(old).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void unpacks_again_after_a_file_was_lost_or_cut() throws Exception {
        Files.writeString(directory().resolve("x/program"), "");
        assertThat(directory().resolve("x/program")).hasContent("program");
    }

    @Test
    void a_failure_half_way_leaves_nothing_and_the_next_call_begins_anew() throws Exception {
        assertThatThrownBy(() -> store.directory("postgres", url(), (content, directory) -> {
            Files.createFile(directory.resolve("half"));
            throw new IOException("No space left on device");
        })).isInstanceOf(IOException.class);
        assertThat(temp.resolve("bin")).isEmptyDirectory();
        assertThat(directory().resolve("x/program")).exists();
    }

    @Test
    void what_a_kill_left_half_unpacked_is_replaced() throws Exception {
        Files.createFile(Files.createDirectories(temp.resolve("bin/.postgres")).resolve("half"));
        assertThat(directory().resolve("half")).doesNotExist();
        assertThat(temp.resolve("bin/.postgres")).doesNotExist();
    }

    private Path directory() throws IOException {
        return store.directory("postgres", url(), this::unpack);
    }

    private URL url() throws IOException {
        return resource.toUri().toURL();
    }

    private void unpack(InputStream content, Path directory) throws IOException {
        unpacked.incrementAndGet();
        Files.copy(content, Files.createDirectory(directory.resolve("x")).resolve("program"));
    }
}
