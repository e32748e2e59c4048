package routes.watch;

import java.nio.file.Path;

/**
 * A file that lies in a camera's folder and is named as an image.
 *
 * @param path       absolute, normalised, below CAMERA_ROOT as configured (links are not resolved)
 * @param folder     name of the camera's folder, the first component below CAMERA_ROOT, as it is on disk
 * @param cameraId   {@link CameraId} of that name
 * @param folderPath absolute path of the camera's folder
 */
public record CameraFile(Path path, String folder, String cameraId, Path folderPath) {

    /** The path as text. Routes use this one: Camel converts a Path to a String by reading the file's content. */
    public String filePath() {
        return path.toString();
    }
}
