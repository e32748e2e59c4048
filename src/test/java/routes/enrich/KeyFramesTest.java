package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import routes.detect.BoundingBox;
import routes.detect.Detection;

class KeyFramesTest {

    private static Detection seen(long id, String type, double confidence, String picture) {
        return new Detection(id, type, confidence, new BoundingBox(0, 0, 10, 10), EnrichApp.NOON.plusSeconds(id), picture);
    }

    private static List<CandidateFrame> candidates(Detection... detections) {
        return CandidateFrame.of(EnrichApp.scene("front", detections));
    }

    private static PreparedFrame prepared(CandidateFrame frame, double sharpness) {
        return new PreparedFrame(frame, sharpness, List.of(), List.of(), null);
    }

    @Test
    void the_car_is_not_forgotten_for_the_person() {
        Detection[] all = IntStream.rangeClosed(1, 20).mapToObj(i -> seen(i, i == 20 ? "car" : "person", i == 20 ? 0.5 : 0.9, i + ".jpg"))
                .toArray(Detection[]::new);

        List<CandidateFrame> worth = new KeyFrames(4).worthDecoding(candidates(all));

        assertThat(worth).hasSize(8).extracting(CandidateFrame::filePath).contains("20.jpg");
    }

    @Test
    void a_blurred_picture_loses_against_a_sharp_one() {
        List<CandidateFrame> frames = candidates(seen(1, "person", 0.95, "blurred.jpg"), seen(2, "person", 0.80, "sharp.jpg"));

        List<PreparedFrame> chosen = new KeyFrames(1).choose(frames.stream()
                .map(frame -> prepared(frame, frame.filePath().startsWith("sharp") ? 900 : 20)).toList());

        assertThat(chosen).extracting(frame -> frame.frame().filePath()).containsExactly("sharp.jpg");
    }

    @Test
    void never_chooses_more_than_allowed() {
        List<CandidateFrame> frames = candidates(seen(1, "person", 0.9, "1.jpg"), seen(2, "car", 0.9, "2.jpg"), seen(3, "dog", 0.9, "3.jpg"));

        assertThat(new KeyFrames(2).choose(frames.stream().map(frame -> prepared(frame, 1)).toList())).hasSize(2);
    }

    @Test
    void one_picture_with_everything_is_one_key_frame() {
        List<CandidateFrame> frames = candidates(seen(1, "person", 0.9, "1.jpg"), seen(2, "car", 0.9, "1.jpg"));

        assertThat(Arrays.asList(frames.get(0).best().objectType(), frames.size())).containsExactly("person", 1);
    }
}
