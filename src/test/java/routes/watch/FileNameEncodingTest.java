package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNameEncodingTest {

    @Test
    void warns_of_a_locale_that_cannot_name_every_file() {
        assertThat(FileNameEncoding.fault("ANSI_X3.4-1968")).hasValueSatisfying(text -> assertThat(text).contains("LC_ALL=C.UTF-8"));
        assertThat(FileNameEncoding.fault("ISO-8859-1")).isPresent();
        assertThat(FileNameEncoding.fault("no-such-encoding")).isPresent();
        assertThat(FileNameEncoding.fault("UTF-8")).isEmpty();
    }

    @Test
    void rejects_names_that_no_text_can_hold(@TempDir Path root) throws Exception {
        Path camera = Files.createDirectory(root.resolve("cam"));
        String[] shell = {"sh", "-c", "printf x > \"$(printf 'bad\\377.jpg')\"; printf x > \"$(printf 'caf\\303\\251.jpg')\""};
        assertThat(new ProcessBuilder(shell).directory(camera.toFile()).start().waitFor()).isZero();

        CameraFiles files = new CameraFiles(root.toString());
        ImageInspector inspector = new ImageInspector(files, 1, 1_000, 1_000, "structure");
        try (var entries = Files.newDirectoryStream(camera)) {
            for (Path entry : entries) {
                boolean nameable = FileNameEncoding.survivesAsText(entry);
                assertThat(inspector.inspect(files.classify(entry)).reason())
                        .isEqualTo(nameable ? RejectReason.NOT_AN_IMAGE : RejectReason.UNREADABLE);
            }
        }
        assertThat(FileNameEncoding.survivesAsText(camera.resolve("gone\uFFFD.jpg"))).isFalse();
    }
}
