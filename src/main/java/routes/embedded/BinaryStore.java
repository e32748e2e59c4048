package routes.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The servers' programs, unpacked from the class path into {@code <DATA_DIR>/bin/<name>-<checksum>}, once per version.
 * A directory appears under its name only when it is whole, and is used only while its size is the recorded one, so
 * neither a kill while unpacking nor a power cut after it leaves a server that half works. Programs of other versions
 * are removed. Safe for several names at a time, not for one name.
 */
final class BinaryStore {

    /** Writes what the stream holds into an empty directory. */
    @FunctionalInterface
    interface Unpacker {
        void unpack(InputStream content, Path directory) throws IOException;
    }

    private static final String SIZE_FILE = ".size";

    private final Path bin;

    BinaryStore(Path bin) {
        this.bin = bin;
    }

    /** The directory with the programs, unpacked now if need be. */
    Path directory(String name, URL resource, Unpacker unpacker) throws IOException {
        Files.createDirectories(bin);
        URLConnection connection = resource.openConnection();
        // else the stream would close the jar under the class loader, or keep it open for ever
        connection.setUseCaches(false);
        try (InputStream content = connection.getInputStream()) {
            Path directory = bin.resolve(name + "-" + checksum(connection));
            if (!isWhole(directory)) {
                unpack(content, unpacker, bin.resolve("." + name), directory);
                deleteOthers(name, directory);
            }
            return directory;
        }
    }

    private static void unpack(InputStream content, Unpacker unpacker, Path unfinished, Path directory) throws IOException {
        deleteTree(unfinished);
        try {
            Files.createDirectory(unfinished);
            unpacker.unpack(content, unfinished);
            Files.writeString(unfinished.resolve(SIZE_FILE), Long.toString(size(unfinished)));
            deleteTree(directory);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // still there only after a failure, and on a full disk in the way
            deleteTree(unfinished);
        }
    }

    private static String checksum(URLConnection connection) throws IOException {
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return Long.toHexString(connection.getContentLengthLong()) + "-" + Long.toHexString(connection.getLastModified());
    }

    private static boolean isWhole(Path directory) throws IOException {
        Path sizeFile = directory.resolve(SIZE_FILE);
        return Files.isRegularFile(sizeFile) && Files.readString(sizeFile).equals(Long.toString(size(directory)));
    }

    private static long size(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file) && !file.endsWith(SIZE_FILE)) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    private void deleteOthers(String name, Path keep) throws IOException {
        try (Stream<Path> entries = Files.list(bin)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (entry.getFileName().toString().matches(name + "-[0-9a-f-]+") && !entry.equals(keep)) {
                    deleteTree(entry);
                }
            }
        }
    }

    /** Does nothing when there is no such file or directory. */
    static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(path)) {
            entries = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : entries) {
            Files.deleteIfExists(entry);
        }
    }
}
