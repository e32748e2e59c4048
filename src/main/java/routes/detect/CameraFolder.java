package routes.detect;

import java.nio.file.Path;
import routes.remote.InvalidJobException;

/**
 * The folder of a camera, derived from the path of one of its pictures: the first path component below CAMERA_ROOT.
 *
 * @param name what people call the camera: the folder's name without control characters
 * @param path absolute path of the folder
 */
record CameraFolder(String name, String path) {

    static CameraFolder of(Path root, Path file) {
        Path normal = file.normalize();
        if (!normal.startsWith(root) || normal.getNameCount() < root.getNameCount() + 2) {
            throw new InvalidJobException("detection job refused: file_path is not inside a camera folder of CAMERA_ROOT");
        }
        Path folder = root.resolve(normal.getName(root.getNameCount()));
        return new CameraFolder(folder.getFileName().toString().replaceAll("\\p{Cntrl}+", " ").trim(), folder.toString());
    }
}
