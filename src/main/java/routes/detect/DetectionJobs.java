package routes.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import routes.config.Json;
import routes.remote.InvalidJobException;
import routes.watch.CameraId;

/**
 * Reads the jobs of {@code detection_queue} and refuses those that leave CAMERA_ROOT, or name another camera than that of the folder. Used by
 * route {@code detect} in {@code 20-detect.camel.yaml}. Stateless, thread-safe.
 */
public final class DetectionJobs {

    private final Path root;

    public DetectionJobs(String cameraRoot) {
        this.root = Path.of(cameraRoot).toAbsolutePath().normalize();
    }

    /** @throws InvalidJobException when the job breaks the contract */
    public DetectionJob read(String json) {
        try {
            DetectionJob job = Json.mapper().readValue(json, DetectionJob.class);
            if (job == null) {
                throw new InvalidJobException("detection job refused: empty");
            }
            requireCameraOf(folder(job), job);
            return job;
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof InvalidJobException invalid) {
                throw invalid;
            }
            throw new InvalidJobException("detection job refused: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("detection job refused: not JSON", e);
        } catch (InvalidPathException e) {
            throw new InvalidJobException("detection job refused: file_path is no path on this machine", e);
        }
    }

    /**
     * The record of a picture that the detector, or the disk, refuses for good.
     *
     * @param detail for people, null when the reason says it all
     */
    public RejectedImage rejected(DetectionJob job, String reason, String detail) {
        CameraFolder folder = folder(job);
        return new RejectedImage(job.cameraId(), folder.name(), folder.path(), job.filePath(), job.fileHash(), null, null, job.bytes(),
                job.timestamp(), reason, detail);
    }

    /** A folder belongs to one camera: claimed by another one it would be lost to its own, and what others say of a known one cannot be stored. */
    private static void requireCameraOf(CameraFolder folder, DetectionJob job) {
        if (!CameraId.of(Path.of(folder.path()).getFileName().toString()).equals(job.cameraId())) {
            throw new InvalidJobException("detection job refused: camera_id is not that of the folder of file_path");
        }
    }

    CameraFolder folder(DetectionJob job) {
        return CameraFolder.of(root, Path.of(job.filePath()));
    }
}
