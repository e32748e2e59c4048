package routes.embedded.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectDetectorTest {

    @TempDir
    Path dataDir;

    @Test
    void takes_no_more_memory_outside_the_heap_with_every_picture() throws Exception {
        new NativeLibraries(dataDir).install();
        List<byte[]> pictures = List.of(TestPictures.sample("dog.jpg"),
                TestPictures.scaled("dog.jpg", 640, 360, "jpg", BufferedImage.TYPE_3BYTE_BGR),
                TestPictures.scaled("person.jpg", 360, 640, "jpg", BufferedImage.TYPE_3BYTE_BGR));
        DetectorOptions options = DetectorOptions.defaults();
        try (var model = NanoDetModel.load(1); var detector = model.newDetector(options)) {
            for (byte[] picture : pictures) {
                detector.detect(picture);
            }
            long before = directBytes();
            for (int i = 0; i < 30; i++) {
                detector.detect(pictures.get(i % pictures.size()));
            }
            // less when buffers of an earlier test are collected meanwhile
            assertThat(directBytes()).isLessThanOrEqualTo(before);
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow().getMemoryUsed();
    }
}
