package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarXzTest {

    @TempDir
    Path temp;

    @Test
    void keeps_directories_links_and_the_executable_bit() throws Exception {
        TarXz.unpack(archive("bin/tool", 0755, "lib/data", 0644), temp);
        assertThat(temp.resolve("bin/tool")).hasContent("bin/tool").isExecutable();
        assertThat(Files.isExecutable(temp.resolve("lib/data"))).isFalse();
        assertThat(Files.readSymbolicLink(temp.resolve("link"))).isEqualTo(Path.of("lib/data"));
    }

    @Test
    void writes_nothing_outside_its_directory() throws Exception {
        InputStream archive = archive("../escaped", 0644, "ok", 0644);
        Path inside = Files.createDirectory(temp.resolve("inside"));
        assertThatThrownBy(() -> TarXz.unpack(archive, inside)).isInstanceOf(IOException.class).hasMessageContaining("../escaped");
        assertThat(temp.resolve("escaped")).doesNotExist();
    }

    private static InputStream archive(String first, int firstMode, String second, int secondMode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            put(tar, first, firstMode);
            put(tar, second, secondMode);
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName(second);
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void put(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(name.length());
        tar.putArchiveEntry(entry);
        tar.write(name.getBytes());
        tar.closeArchiveEntry();
    }
}
