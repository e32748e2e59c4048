package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

    @TempDir
    Path parent;

    @Test
    void unpacks_once_and_repairs_what_is_incomplete() throws Exception {
        Path directory = new NativeLibraries(parent).unpack();
        List<Path> files = list(directory);
        assertThat(files).hasSize(2);
        Path intact = files.get(0);
        Path cut = files.get(1);
        long size = Files.size(cut);
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(intact, longAgo);
        Files.write(cut, new byte[10]);

        assertThat(new NativeLibraries(parent).unpack()).isEqualTo(directory);

        assertThat(Files.getLastModifiedTime(intact)).isEqualTo(longAgo);
        assertThat(Files.size(cut)).isEqualTo(size);
        assertThat(list(directory)).isEqualTo(files);
    }

    @Test
    void several_starts_at_the_same_time_leave_whole_libraries_and_no_litter() throws Exception {
        List<Path> directories = IntStream.range(0, 3).parallel().mapToObj(i -> {
            try {
                return new NativeLibraries(parent).unpack();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).distinct().toList();
        assertThat(directories).hasSize(1);
        assertThat(list(directories.get(0))).hasSize(2).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    /** ONNX Runtime 1.29 reports to its maker over HTTPS unless an environment variable forbids it. */
    @Test
    void the_runtime_has_no_way_to_report_about_a_home() throws Exception {
        for (Path library : list(new NativeLibraries(parent).unpack())) {
            String content = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
            assertThat(content.contains("events.data.microsoft.com")).as("uploader inside %s", library.getFileName()).isFalse();
        }
    }

    private static List<Path> list(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
