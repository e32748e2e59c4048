package routes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailCacheTest {

    @TempDir
    Path folder;

    @Test
    void never_takes_more_than_its_share_and_drops_the_oldest_first() throws Exception {
        ThumbnailCache cache = new ThumbnailCache(folder, 1000);
        for (int i = 0; i < 20; i++) {
            cache.keep(hash(i), new byte[100]);
            Files.setLastModifiedTime(folder.resolve(hash(i) + ".jpg"), FileTime.fromMillis(i));
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThanOrEqualTo(1000);
        }
        assertThat(cache.find(hash(0))).isEmpty();
        assertThat(cache.find(hash(19))).isPresent();
    }

    @Test
    void counts_what_an_earlier_run_left() throws Exception {
        Files.write(folder.resolve(hash(1) + ".jpg"), new byte[990]);
        Files.setLastModifiedTime(folder.resolve(hash(1) + ".jpg"), FileTime.fromMillis(0));
        ThumbnailCache cache = new ThumbnailCache(folder, 1000);

        cache.keep(hash(2), new byte[100]);

        assertThat(cache.find(hash(1))).isEmpty();
        assertThat(cache.find(hash(2))).isPresent();
    }

    @Test
    void takes_no_name_that_is_not_a_hash() {
        assertThatThrownBy(() -> new ThumbnailCache(folder, 1000).find("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String hash(int i) {
        return String.format("%064x", i);
    }
}
