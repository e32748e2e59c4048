package routes.embedded.detector;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Unpacks the native libraries of ONNX Runtime into the data directory, once per version, and points the runtime there.
 * Left to itself it unpacks 23 MB into the temporary directory at every start and leaves them there when it is killed.
 * Each file appears whole by an atomic rename, so several processes may start at the same time.
 */
final class NativeLibraries {

    /** Read by {@code ai.onnxruntime.OnnxRuntime} when its classes are initialised. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";
    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

    private final Path parent;

    /** @param parent created when absent */
    NativeLibraries(Path parent) {
        this.parent = parent;
    }

    /**
     * A directory that was configured from outside is left as it is.
     *
     * @throws IOException when the libraries cannot be written, or this platform has none
     */
    void install() throws IOException {
        if (System.getProperty(PATH_PROPERTY) == null) {
            System.setProperty(PATH_PROPERTY, unpack().toAbsolutePath().toString());
        }
    }

    /** The directory that holds the libraries. */
    Path unpack() throws IOException {
        String version = Objects.requireNonNullElse(OrtEnvironment.class.getPackage().getImplementationVersion(), "unknown");
        Path directory = Files.createDirectories(parent.resolve("onnxruntime-" + version + "-" + platform()));
        for (String library : LIBRARIES) {
            // the runtime maps names in the same way
            String file = System.mapLibraryName(library).replace("jnilib", "dylib");
            unpack(resource(file), directory.resolve(file));
        }
        return directory;
    }

    private static URL resource(String file) throws IOException {
        URL resource = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + file);
        if (resource == null) {
            throw new IOException("ONNX Runtime has no native library for " + platform());
        }
        return resource;
    }

    private static void unpack(URL resource, Path target) throws IOException {
        if (Files.exists(target) && Files.size(target) == size(resource)) {
            return;
        }
        Path unfinished = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
        try {
            try (InputStream in = resource.openStream();
                    FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                in.transferTo(Channels.newOutputStream(out));
                // before the rename: a power cut must not leave an empty library under the final name
                out.force(true);
            }
            move(unfinished, target);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void move(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Windows does not replace a library that another process has loaded meanwhile: then it is there
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    private static long size(URL resource) throws IOException {
        var connection = resource.openConnection();
        // a cached jar handle would be shared with the class loader and could not be closed here
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return connection.getContentLengthLong();
        }
    }

    /** As the folders in the jar of ONNX Runtime are called, for example {@code linux-x64}. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
    }
}
