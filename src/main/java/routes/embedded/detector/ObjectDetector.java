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

/**
 * Finds the objects of one picture at a time: one per worker thread. Looks at the whole picture, and at parts of a large one where its camera shows
 * something new. Owns its buffers, not the session.
 */
final class ObjectDetector implements AutoCloseable {

    /** A tile's box must score higher by this: with eight more views there are eight more chances to see somebody in a bush. */
    private static final double TILE_MARGIN = 0.05;
    /** Tiles looked at again because of who was seen there: somebody who stands still changes nothing. */
    private static final int MAX_STANDING = 2;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final PictureDecoder decoder;
    private final ScoreFloors floors;
    private final ScoreFloors tileFloors;
    private final CameraScenes scenes;
    private final Map<InputShape, Inference> inferences = new EnumMap<>(InputShape.class);
    private final Map<InputShape, InputPainter> painters = new EnumMap<>(InputShape.class);

    ObjectDetector(OrtEnvironment environment, OrtSession session, PictureDecoder decoder, ScoreFloors floors, CameraScenes scenes) {
        this.environment = environment;
        this.session = session;
        this.decoder = decoder;
        this.floors = floors;
        this.tileFloors = floors.raised(TILE_MARGIN);
        this.scenes = scenes;
    }

    /**
     * @param file   the uploaded JPEG or PNG
     * @param camera where it comes from; empty when that is not known
     * @param tiles  parts that may be looked at closely, 0 or more
     * @throws UploadRefusedException when it is no usable picture
     * @throws OrtException           when the runtime fails
     */
    DetectResponse detect(byte[] file, String camera, int tiles) throws UploadRefusedException, OrtException {
        long start = System.nanoTime();
        Picture picture = decoder.decode(file);
        Region whole = Region.whole(picture);
        List<Candidate> objects = look(picture, whole, floors);
        var merge = new TileMerge(picture);
        merge.add(whole, objects);
        List<Region> parts = tiles == 0 ? List.of() : lookClosely(picture, camera, new TilePlan(picture, tiles), objects, merge);
        List<DetectResponse.Found> found = merge.objects().stream()
                .filter(candidate -> candidate.type().reported())
                .map(candidate -> found(candidate, picture))
                .flatMap(Optional::stream)
                .toList();
        double millis = Math.round((System.nanoTime() - start) / 1e5) / 10.0;
        return new DetectResponse(found, millis, picture.width(), picture.height(), parts.size());
    }

    /** @return the tiles */
    private List<Region> lookClosely(Picture picture, String camera, TilePlan plan, List<Candidate> objects, TileMerge merge) throws OrtException {
        if (!plan.possible()) {
            return List.of();
        }
        LumaGrid now = LumaGrid.of(picture);
        CameraScenes.Scene scene = camera.isEmpty() ? null : scenes.of(camera, now);
        List<Region> tiles = scene == null ? plan.everywhere()
                : plan.where(scene.standing(), Changes.between(scene.usual(), now), objects);
        var standing = new ArrayList<Region>();
        for (Region tile : tiles) {
            List<Candidate> found = look(picture, tile, tileFloors);
            merge.add(tile, found);
            if (standing.size() < MAX_STANDING && found.stream().anyMatch(object -> object.type() == CocoClass.PERSON)) {
                standing.add(tile);
            }
        }
        if (!camera.isEmpty()) {
            scenes.seen(camera, now, standing);
        }
        return tiles;
    }

    private List<Candidate> look(Picture picture, Region region, ScoreFloors least) throws OrtException {
        Letterbox letterbox = Letterbox.of(region);
        Inference inference = inference(letterbox.shape());
        painters.computeIfAbsent(letterbox.shape(), InputPainter::new).paint(picture, letterbox, inference.input());
        List<Candidate> candidates = new ArrayList<>();
        for (OutputGrid grid : inference.run()) {
            grid.collect(least, letterbox, candidates);
        }
        return NonMaximumSuppression.best(candidates);
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
