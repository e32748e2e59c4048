package routes.enrich;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import routes.analyze.FindingKind;
import routes.detect.Detection;

/** Makes the questions about one picture: only for services that are configured, only pictures that will be sent are encoded. Stateless. */
final class Questions {

    /** Crops of a picture and of a batch: the same person in four pictures need not be described ten times. */
    private static final int MOST_CROPS_OF_A_PICTURE = 4;
    private static final int MOST_CROPS = 8;
    private static final List<FindingKind> WHOLE_PICTURE = List.of(FindingKind.CAPTION, FindingKind.DEPTH);

    private final Set<String> services;
    private final boolean modelSees;

    /** @param modelSees whether the language model gets the key frames too */
    Questions(Set<String> services, boolean modelSees) {
        this.services = Set.copyOf(services);
        this.modelSees = modelSees;
    }

    boolean arePossible(CandidateFrame frame) {
        return isAsked(WHOLE_PICTURE) || frame.detections().stream().anyMatch(d -> isAsked(kinds(d)));
    }

    PreparedFrame about(CandidateFrame frame, KeyPicture picture) throws IOException {
        List<EnrichmentRequest> whole = isAsked(WHOLE_PICTURE) ? requests(WHOLE_PICTURE, null, picture.whole()) : List.of();
        List<List<EnrichmentRequest>> crops = new ArrayList<>();
        for (Detection detection : frame.detections().stream().filter(d -> isAsked(kinds(d))).limit(MOST_CROPS_OF_A_PICTURE).toList()) {
            crops.add(requests(kinds(detection), detection, picture.crop(detection.bbox())));
        }
        return new PreparedFrame(frame, picture.sharpness(frame.best().bbox()), whole, crops, modelSees ? picture.forModel() : null);
    }

    /**
     * All questions of the key frames by their worth, because time may end before the list: the first detection of each picture, then the
     * second of each, and so on; the whole pictures last.
     */
    static List<EnrichmentRequest> inOrder(List<PreparedFrame> frames) {
        Stream<EnrichmentRequest> crops = Stream.iterate(0, i -> i < MOST_CROPS_OF_A_PICTURE, i -> i + 1)
                .flatMap(turn -> frames.stream().map(PreparedFrame::crops).filter(c -> turn < c.size()).map(c -> c.get(turn)))
                .limit(MOST_CROPS).flatMap(List::stream);
        return Stream.concat(crops, frames.stream().flatMap(frame -> frame.wholePicture().stream())).toList();
    }

    private static List<FindingKind> kinds(Detection detection) {
        return EnrichmentSubject.of(detection.objectType()).questions();
    }

    private boolean isAsked(List<FindingKind> kinds) {
        return kinds.stream().anyMatch(kind -> Question.about(kind, services).isPresent());
    }

    private List<EnrichmentRequest> requests(List<FindingKind> kinds, Detection detection, byte[] jpeg) {
        return kinds.stream().flatMap(kind -> Question.about(kind, services).stream()
                .map(question -> new EnrichmentRequest(question.service(), kind, question.path(), detection, jpeg))).toList();
    }
}
