package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentFilesTest {

    @TempDir
    Path root;
    private final FileStability stability = new FileStability();
    private final RecentFiles recent = new RecentFiles(stability, 2);

    @Test
    void knows_a_file_until_it_changes() throws Exception {
        CameraFile file = write("a.jpg");
        assertThat(recent.isKnown(file)).isFalse();
        recent.remember(inspect(file));
        assertThat(recent.isKnown(file)).isTrue();
        Files.writeString(file.path(), "more", StandardOpenOption.APPEND);
        assertThat(recent.isKnown(file)).isFalse();
        recent.remember(inspect(file));
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(1_000));
        assertThat(recent.isKnown(file)).isFalse();
    }

    @Test
    void does_not_remember_what_changed_after_it_was_inspected() throws Exception {
        CameraFile file = write("a.jpg");
        Inspection before = inspect(file);
        Files.writeString(file.path(), "more", StandardOpenOption.APPEND);
        recent.remember(before);
        assertThat(recent.isKnown(file)).isFalse();
    }

    @Test
    void forgets_the_eldest() throws Exception {
        CameraFile eldest = write("a.jpg");
        recent.remember(inspect(eldest));
        recent.remember(inspect(write("b.jpg")));
        recent.remember(inspect(write("c.jpg")));
        assertThat(recent.isKnown(eldest)).isFalse();
    }

    @Test
    void a_file_is_stable_while_size_and_time_stay() throws Exception {
        CameraFile file = write("a.jpg");
        FileLook look = stability.look(file);
        assertThat(stability.isUnchanged(look)).isTrue();
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(look.modified().toMillis() + 1));
        assertThat(stability.isUnchanged(look)).isFalse();
        Files.delete(file.path());
        assertThat(stability.look(file)).isNull();
        assertThat(stability.isUnchanged(look)).isTrue();
    }

    private CameraFile write(String name) throws Exception {
        Path path = root.resolve("cam").resolve(name);
        Files.createDirectories(path.getParent());
        return new CameraFiles(root.toString()).classify(Files.writeString(path, "content"));
    }

    private Inspection inspect(CameraFile file) {
        return new ImageInspector(new CameraFiles(root.toString()), 1, 1_000, 1_000, "structure").inspectStable(file);
    }
}
