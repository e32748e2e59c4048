package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraWatchTest {

    @TempDir
    Path dir;
    private Path root;
    private DefaultCamelContext context;
    private final Set<Path> seen = ConcurrentHashMap.newKeySet();
    private final Collection<String> types = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sweepsNeeded = new AtomicInteger();

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(dir.resolve("cameras"));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void asks_for_a_sweep_once_it_watches() throws Exception {
        start(root, "");
        await().untilAsserted(() -> assertThat(sweepsNeeded).hasValue(1));
        assertThat(types).containsOnly("SWEEP_NEEDED");
    }

    @Test
    void reports_written_renamed_and_moved_in_files_also_in_new_folders() throws Exception {
        start(root, "");
        awaitWatching();
        Path written = Files.createDirectories(root.resolve("new/2026/01")).resolve("a.jpg");
        Files.writeString(written, "x");
        Path part = Files.writeString(root.resolve("b.part"), "x");
        Path renamed = Files.move(part, root.resolve("new/b.jpg"), StandardCopyOption.ATOMIC_MOVE);
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("c.jpg"), "x");
        Files.move(outside, root.resolve("moved"));

        await().untilAsserted(() -> assertThat(seen).contains(written, renamed, root.resolve("moved/c.jpg")));
        assertThat(seen).doesNotContain(root.resolve("new"));
    }

    @Test
    void watches_a_folder_that_is_a_link() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        start(link, "");
        awaitWatching();
        Files.createDirectory(root.resolve("cam"));
        Files.writeString(root.resolve("cam/a.jpg"), "x");
        await().untilAsserted(() -> assertThat(seen).contains(link.resolve("cam/a.jpg")));
    }

    @Test
    void creates_the_folder_and_watches_again_when_it_was_removed_and_came_back() throws Exception {
        Path later = dir.resolve("later");
        start(later, "");
        awaitWatching();
        Files.delete(later);
        Files.createDirectories(later.resolve("cam"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(sweepsNeeded).hasValueGreaterThan(1));
        Files.writeString(later.resolve("cam/a.jpg"), "x");
        await().untilAsserted(() -> assertThat(seen).contains(later.resolve("cam/a.jpg")));
    }

    @Test
    void loses_nothing_silently_in_a_burst() throws Exception {
        start(root, "?concurrentConsumers=2");
        awaitWatching();
        Files.createDirectory(root.resolve("cam"));
        for (int i = 0; i < 5_000; i++) {
            Files.writeString(root.resolve("cam/" + i + ".jpg"), "x");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= 5_000 || sweepsNeeded.get() > 1);
    }

    @Test
    void suspends_and_resumes() throws Exception {
        start(root, "");
        awaitWatching();
        context.getRouteController().suspendRoute("watch");
        context.getRouteController().resumeRoute("watch");
        await().untilAsserted(() -> assertThat(sweepsNeeded).hasValueGreaterThan(1));
        Files.writeString(root.resolve("a.jpg"), "x");
        await().untilAsserted(() -> assertThat(seen).contains(root.resolve("a.jpg")));
    }

    private void awaitWatching() {
        await().untilAsserted(() -> assertThat(sweepsNeeded).hasPositiveValue());
    }

    private void start(Path folder, String options) throws Exception {
        context = new DefaultCamelContext();
        context.getRegistry().bind("file-watch", new CameraWatchComponent());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file-watch:" + folder + options).routeId("watch").process(exchange -> {
                    types.add(exchange.getMessage().getHeader("CamelFileEventType", String.class));
                    if (exchange.getMessage().getBody() instanceof Path path) {
                        seen.add(path);
                    } else {
                        sweepsNeeded.incrementAndGet();
                    }
                });
            }
        });
        context.start();
    }
}
