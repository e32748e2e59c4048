package routes.chaos;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * A class-data archive of the jar: these tests start it dozens of times, and with the archive a start takes half the time. Made once per
 * jar, by a run that is stopped when it is ready, for all processes that run tests.
 */
final class SharedClasses {

    private static final Path ARCHIVE = Path.of("target", "chaos", "classes.jsa").toAbsolutePath();
    /** Writing the archive is part of the stop. */
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path JAR = Path.of("target", "hearthwatch.jar");

    private SharedClasses() {
    }

    static synchronized String[] options() throws IOException, InterruptedException {
        Files.createDirectories(ARCHIVE.getParent());
        try (FileChannel file = FileChannel.open(ARCHIVE.resolveSibling("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            makeUnlessThere();
        }
        return new String[] {"-XX:SharedArchiveFile=" + ARCHIVE};
    }

    private static void makeUnlessThere() throws IOException, InterruptedException {
        if (!Files.exists(ARCHIVE) || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
            Path home = Files.createTempDirectory("hearthwatch-chaos-");
            Path made = ARCHIVE.resolveSibling("classes-new.jsa");
            try (Product product = new Product(home, "first-run", Map.of(), "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + made)) {
                product.startAndAwaitReady().terminate(LIMIT);
                Files.move(made, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                FileTree.delete(home);
            }
        }
    }
}
