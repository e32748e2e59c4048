package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraFilesTest {

    @TempDir
    Path dir;
    private Path root;
    private CameraFiles files;

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(dir.resolve("cameras"));
        files = new CameraFiles(root.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "a.JPG", "a.jpeg", "A.JpEg", "2026/01/09/a.png", "a.part.jpg", "~a.jpg", "line\nbreak.jpg", "🏠 'é\".png"})
    void knows_the_camera_by_the_first_folder_at_any_depth(String name) {
        Path path = root.resolve("Front Door").resolve(name);
        assertThat(files.classify(path)).isEqualTo(new CameraFile(path, "Front Door", "front_door", root.resolve("Front Door")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg.part", "a.jpg.tmp", "a.jpg~", "a.tmp", ".a.jpg", ".a.jpg.Xy12", "a.txt", "a", "jpg", ".~tmp~/a.jpg", "x/.thumbs/a.jpg", "a.gif", "a.mp4"})
    void ignores_other_names_temporary_and_hidden_ones(String name) {
        assertThat(files.classify(root.resolve("cam").resolve(name))).isNull();
    }

    @Test
    void leaves_alone_what_belongs_to_no_camera() throws IOException {
        assertThat(files.classify(Files.createFile(root.resolve("a.jpg")))).isNull();
        assertThat(files.classify(root)).isNull();
        assertThat(files.classify(dir.resolve("elsewhere/cam/a.jpg"))).isNull();
        assertThat(files.classify(root.resolve("cam/../../elsewhere/a.jpg"))).isNull();
        assertThat(files.classify(root.resolve(".hidden/a.jpg"))).isNull();
    }

    @Test
    void normalises_what_the_watcher_says() {
        assertThat(files.classify(root.resolve("./cam/x/../a.jpg")).path()).isEqualTo(root.resolve("cam/a.jpg"));
    }

    @Test
    void resolves_links_against_a_root_that_is_a_link_itself() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        CameraFiles linked = new CameraFiles(link.toString());
        Path image = Files.createFile(Files.createDirectory(root.resolve("cam")).resolve("a.jpg"));
        Path outside = Files.createFile(dir.resolve("outside.jpg"));
        Files.createSymbolicLink(root.resolve("cam/out.jpg"), outside);
        Files.createSymbolicLink(root.resolve("cam/in.jpg"), image);

        assertThat(linked.classify(link.resolve("cam/a.jpg")).path()).isEqualTo(link.resolve("cam/a.jpg"));
        assertThat(linked.realPathInside(link.resolve("cam/a.jpg"))).isEqualTo(image.toRealPath());
        assertThat(linked.realPathInside(link.resolve("cam/in.jpg"))).isEqualTo(image.toRealPath());
        assertThat(linked.realPathInside(link.resolve("cam/out.jpg"))).isNull();
    }
}
