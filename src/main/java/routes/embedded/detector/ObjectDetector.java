package routes.embedded.detector;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import routes.detect.BoundingBox;

/** Finds the objects of one picture at a time: one per worker thread. Owns its buffers, not the session. */
final class ObjectDetector implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final PictureDecoder decoder;
    private final ScoreFloors floors;
    private final Map<InputShape, Inference> inferences = new EnumMap<>(InputShape.class);
    private final Map<InputShape, InputPainter> painters = new EnumMap<>(InputShape.class);

    ObjectDetector(OrtEnvironment environment, OrtSession session, PictureDecoder decoder, ScoreFloors floors) {
        this.environment = environment;
        this.session = session;
        this.decoder = decoder;
        this.floors = floors;
    }

    /**
     * @param file the uploaded JPEG or PNG
     * @throws UploadRefusedException when it is no usable picture
     * @throws OrtException           when the runtime fails
     */
    DetectResponse detect(byte[] file) throws UploadRefusedException, OrtException {
        long start = System.nanoTime();
        Picture picture = decoder.decode(file);
        List<DetectResponse.Found> found = NonMaximumSuppression.best(candidates(picture)).stream()
                .map(candidate -> found(candidate, picture))
                .flatMap(Optional::stream)
                .toList();
        double millis = Math.round((System.nanoTime() - start) / 1e5) / 10.0;
        return new DetectResponse(found, millis, picture.width(), picture.height());
    }

    private List<Candidate> candidates(Picture picture) throws OrtException {
        Letterbox letterbox = Letterbox.of(picture.width(), picture.height());
        Inference inference = inference(letterbox.shape());
        painters.computeIfAbsent(letterbox.shape(), InputPainter::new).paint(picture, letterbox, inference.input());
        List<Candidate> candidates = new ArrayList<>();
        for (OutputGrid grid : inference.run()) {
            grid.collect(floors, letterbox, candidates);
        }
        return candidates;
    }

    private Inference inference(InputShape shape) throws OrtException {
        Inference inference = inferences.get(shape);
        if (inference == null) {
            inference = new Inference(environment, session, shape);
            inferences.put(shape, inference);
        }
        return inference;
    }

    /** Empty for a box that lies wholly in the black bars. */
    private static Optional<DetectResponse.Found> found(Candidate candidate, Picture picture) {
        int left = clamp(candidate.left(), picture.width());
        int top = clamp(candidate.top(), picture.height());
        int right = clamp(candidate.right(), picture.width());
        int bottom = clamp(candidate.bottom(), picture.height());
        if (right <= left || bottom <= top) {
            return Optional.empty();
        }
        return Optional.of(new DetectResponse.Found(candidate.type().wireName(), Math.round(candidate.score() * 1e4) / 1e4,
                new BoundingBox(left, top, right - left, bottom - top)));
    }

    private static int clamp(double position, int size) {
        return (int) Math.round(Math.max(0, Math.min(size, position)));
    }

    @Override
    public void close() {
        inferences.values().forEach(Inference::close);
    }
}
