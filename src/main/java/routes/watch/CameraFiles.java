package routes.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which files below CAMERA_ROOT are images of a camera: {@code <root>/<camera folder>/[any depth]/<file>}.
 * Used by the watch routes (10-watch.camel.yaml) as their first step.
 *
 * <p>Other names are ignored: what does not end in {@code .jpg .jpeg .png} (any case; that leaves out {@code .part},
 * {@code .tmp} and {@code ~} as well), and everything whose name or one of whose folders begins with a dot, because
 * uploaders, NAS systems and rsync keep half-written files and snapshots there.
 *
 * <p>Thread-safe.
 */
public final class CameraFiles {

    private static final Logger LOG = LoggerFactory.getLogger(CameraFiles.class);
    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");
    private static final int REPORTED_NAMES = 1_000;

    private final Path root;
    private final FirstTimes filesInRoot = new FirstTimes(REPORTED_NAMES);

    /** @param cameraRoot folder with one folder per camera; may be relative, a symbolic link, or not there yet */
    public CameraFiles(String cameraRoot) {
        this.root = Path.of(cameraRoot).toAbsolutePath().normalize();
    }

    /**
     * Looks at names only, but for a file directly in the root, which is reported in the log once.
     *
     * @return null when the path is not the business of this product
     */
    public CameraFile classify(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!absolute.startsWith(root) || absolute.equals(root)) {
            return null;
        }
        Path relative = root.relativize(absolute);
        if (!hasImageName(relative) || isHidden(relative)) {
            return null;
        }
        if (relative.getNameCount() == 1) {
            reportOnce(absolute);
            return null;
        }
        String folder = relative.getName(0).toString();
        return new CameraFile(absolute, folder, CameraId.of(folder), root.resolve(relative.getName(0)));
    }

    Path root() {
        return root;
    }

    /**
     * Resolves all links.
     *
     * @return where the file really is, or null when that is outside CAMERA_ROOT
     * @throws IOException the file or the root is not there or cannot be looked at
     */
    Path realPathInside(Path path) throws IOException {
        Path real = path.toRealPath();
        return real.startsWith(root.toRealPath()) ? real : null;
    }

    private static boolean hasImageName(Path relative) {
        String name = relative.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    static boolean isHidden(Path relative) {
        for (Path component : relative) {
            if (component.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private void reportOnce(Path file) {
        if (Files.isDirectory(file) || !filesInRoot.isFirst(file.toString())) {
            return;
        }
        LOG.warn("Image {} lies directly in the camera root and belongs to no camera: it is left alone. "
                + "Move it into a folder named after its camera", Printable.of(file));
        if (filesInRoot.isFull()) {
            LOG.warn("{} images lie directly in the camera root {}: further ones are not reported",
                    REPORTED_NAMES, Printable.of(root));
        }
    }
}
