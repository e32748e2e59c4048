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
 * Adds the key frames of a batch to the question for a model that sees, {@code NEMOTRON_VISION}: as many as its context has room for, one
 * at least. Used by route {@code ask-model} in {@code 50-analyze.camel.yaml}. Thread-safe.
 */
public final class KeyPictures {

    private static final Logger LOG = LoggerFactory.getLogger(KeyPictures.class);
    private static final int MOST_PICTURES = 4;
    private static final int MOST_PIXELS = 20_000_000;
    private static final int MOST_PIXELS_OF_A_PICTURE = 9_000_000;
    private static final long WAIT_MILLIS = 5_000;

    private final int tokens;
    private final KeyFrames keyFrames = new KeyFrames(MOST_PICTURES);
    private final PictureDecoder decoder = new PictureDecoder(MOST_PIXELS, MOST_PIXELS_OF_A_PICTURE);

    /**
     * @param contextWindow   {@code NEMOTRON_CONTEXT_WINDOW}
     * @param maxOutputTokens {@code NEMOTRON_MAX_OUTPUT_TOKENS}
     */
    public KeyPictures(int contextWindow, int maxOutputTokens) {
        this.tokens = contextWindow - maxOutputTokens;
    }

    /**
     * The same question with pictures, the best first. One that cannot be read is left out.
     *
     * @param decoded the key frames of the enrichment; null or empty when it had none
     */
    public Prompt show(Scene scene, Prompt prompt, List<byte[]> decoded) {
        int most = Math.max(1, Math.min(MOST_PICTURES, (tokens - prompt.estimatedTokens()) / Prompt.TOKENS_OF_AN_IMAGE));
        List<byte[]> pictures = decoded == null || decoded.isEmpty() ? decode(scene, most) : decoded;
        return prompt.withImages(pictures.subList(0, Math.min(most, pictures.size())));
    }

    private List<byte[]> decode(Scene scene, int most) {
        return keyFrames.best(CandidateFrame.of(scene)).stream().limit(most).map(frame -> jpeg(frame, scene)).flatMap(Optional::stream).toList();
    }

    private Optional<byte[]> jpeg(CandidateFrame frame, Scene scene) {
        try {
            return Optional.of(decoder.decode(Path.of(frame.filePath()), WAIT_MILLIS, KeyPicture::forModel));
        } catch (IOException | InvalidPathException e) {
            LOG.warn("batch {} of camera {}: the picture of detection {} is not shown to the model ({}), the question goes on without it",
                    scene.batchId(), scene.cameraId(), frame.best().id(), e.getMessage());
            return Optional.empty();
        }
    }
}
