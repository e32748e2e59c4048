package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.detect.BoundingBox;
import routes.embedded.detector.Scenes.Background;

class ObjectDetectorTest {

    @TempDir
    Path dataDir;

    @Test
    void takes_no_more_memory_outside_the_heap_with_every_picture() throws Exception {
        new NativeLibraries(dataDir).install();
        List<byte[]> pictures = List.of(TestPictures.sample("dog.jpg"),
                TestPictures.scaled("dog.jpg", 640, 360, "jpg", BufferedImage.TYPE_3BYTE_BGR),
                TestPictures.scaled("person.jpg", 1920, 1080, "jpg", BufferedImage.TYPE_3BYTE_BGR),
                TestPictures.scaled("person.jpg", 360, 640, "jpg", BufferedImage.TYPE_3BYTE_BGR));
        DetectorOptions options = DetectorOptions.defaults();
        try (var model = NanoDetModel.load(1); var detector = model.newDetector(options, new CameraScenes())) {
            for (byte[] picture : pictures) {
                detector.detect(picture, "front", 8);
            }
            long before = directBytes();
            for (int i = 0; i < 30; i++) {
                detector.detect(pictures.get(i % pictures.size()), "front", 8);
            }
            // less when buffers of an earlier test are collected meanwhile
            assertThat(directBytes()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void finds_most_persons_of_40_pixels_who_come_into_a_1080p_picture() throws Exception {
        try (var trial = new DetectorTrial(dataDir)) {
            int found = 0;
            int withoutTiles = 0;
            for (Background background : Background.values()) {
                for (int x : new int[] {640, 1500}) {
                    BufferedImage scene = Scenes.background(background, 1920, 1080);
                    String camera = background.name().toLowerCase(Locale.ROOT) + x;
                    trial.look(Scenes.jpeg(scene), camera, 1);
                    BoundingBox place = Scenes.addPerson(scene, x, 600, 40, false);
                    byte[] picture = Scenes.jpeg(scene);

                    DetectorTrial.Look look = trial.look(picture, camera, 8);
                    assertThat(look.tiles()).isBetween(1, 3);
                    found += look.person(place) ? 1 : 0;
                    withoutTiles += trial.look(picture, "", 0).person(place) ? 1 : 0;
                }
            }
            assertThat(found).as("of 12").isGreaterThanOrEqualTo(9);
            assertThat(withoutTiles).isLessThan(3);
        }
    }

    @Test
    void who_stands_still_is_not_lost_when_he_has_become_part_of_the_scene() throws Exception {
        try (var trial = new DetectorTrial(dataDir)) {
            BufferedImage scene = Scenes.background(Background.MEADOW, 1920, 1080);
            trial.look(Scenes.jpeg(scene), "meadow", 1);
            BoundingBox place = Scenes.addPerson(scene, 640, 600, 60, false);
            byte[] picture = Scenes.jpeg(scene);
            for (int i = 0; i < 25; i++) {
                assertThat(trial.look(picture, "meadow", 8).person(place)).as("picture " + i).isTrue();
            }
        }
    }

    @Test
    void finds_a_person_in_a_4k_picture_of_an_unknown_camera_once() throws Exception {
        try (var trial = new DetectorTrial(dataDir)) {
            BufferedImage scene = Scenes.background(Background.STREET, 3840, 2160);
            BoundingBox place = Scenes.addPerson(scene, 1000, 900, 160, false);
            DetectorTrial.Look look = trial.look(Scenes.jpeg(scene), "", 8);
            assertThat(look.person(place)).as(look.seen().toString()).isTrue();
            assertThat(look.seen()).filteredOn(seen -> DetectorTrial.overlap(seen.box(), place) > 0.1).hasSize(1);
            assertThat(look.tiles()).isEqualTo(8);
        }
    }

    @Test
    void nothing_changed_means_no_tiles() throws Exception {
        try (var trial = new DetectorTrial(dataDir)) {
            byte[] picture = Scenes.jpeg(Scenes.background(Background.PORCHES, 1920, 1080));
            assertThat(trial.look(picture, "front", 8).tiles()).isEqualTo(8);
            assertThat(trial.look(picture, "front", 8).tiles()).isZero();
            assertThat(trial.look(picture, "back", 8).tiles()).isEqualTo(8);
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow().getMemoryUsed();
    }
}
