package routes.enrich;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.Prompt;
import routes.analyze.Scene;

/**
 * Adds the key frames of a batch to the question for a model that sees, {@code NEMOTRON_VISION}. Used by route {@code ask-model} in
 * {@code 50-analyze.camel.yaml}. Thread-safe.
 */
public final class KeyPictures {

    private static final Logger LOG = LoggerFactory.getLogger(KeyPictures.class);
    private static final int MOST_PICTURES = 4;
    /** Vision models cut a picture into tiles: more pixels are more tokens, and nothing is recognised better. */
    private static final int LONGEST_SIDE = 1_024;
    private static final int MOST_PIXELS = 20_000_000;
    private static final int MOST_PIXELS_OF_A_PICTURE = 9_000_000;
    private static final long WAIT_MILLIS = 5_000;

    private final KeyFrames keyFrames = new KeyFrames(MOST_PICTURES);
    private final PictureDecoder decoder = new PictureDecoder(MOST_PIXELS, MOST_PIXELS_OF_A_PICTURE);

    /** The same question with up to {@value #MOST_PICTURES} pictures, best first. One that cannot be read is left out. */
    public Prompt show(Scene scene, Prompt prompt) {
        List<byte[]> pictures = keyFrames.best(CandidateFrame.of(scene)).stream().map(frame -> jpeg(frame, scene)).flatMap(Optional::stream).toList();
        return prompt.withImages(pictures);
    }

    private Optional<byte[]> jpeg(CandidateFrame frame, Scene scene) {
        try {
            return Optional.of(decoder.decode(Path.of(frame.filePath()), WAIT_MILLIS, picture -> picture.whole(LONGEST_SIDE)));
        } catch (IOException | InvalidPathException e) {
            LOG.warn("batch {} of camera {}: the picture of detection {} is not shown to the model ({}), the question goes on without it",
                    scene.batchId(), scene.cameraId(), frame.best().id(), e.getMessage());
            return Optional.empty();
        }
    }
}
