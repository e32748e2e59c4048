package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeEvent.EventType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CameraWatchListenerTest {

    private static final Path ROOT = Path.of("/cameras");

    private final PendingPaths pending = new PendingPaths(10);
    private final CameraWatchListener listener = new CameraWatchListener(pending, ROOT);

    @ParameterizedTest
    @EnumSource(value = EventType.class, names = {"CREATE", "MODIFY"})
    void passes_files_on_but_not_folders(EventType type) throws Exception {
        listener.onEvent(event(type, true, ROOT.resolve("./cam")));
        listener.onEvent(event(type, false, ROOT.resolve("./cam/a.jpg")));
        assertThat(take()).isEqualTo(ROOT.resolve("cam/a.jpg"));
        assertThat(take()).isNull();
    }

    @Test
    void asks_for_a_sweep_after_an_overflow_however_it_is_reported() throws Exception {
        listener.onEvent(event(EventType.OVERFLOW, false, null));
        assertThat(take()).isSameAs(PendingPaths.LOST);
        listener.onException(new NullPointerException());
        assertThat(take()).isSameAs(PendingPaths.LOST);
    }

    @Test
    void asks_for_a_sweep_when_a_folder_cannot_be_watched() throws Exception {
        listener.onException(new IOException("User limit of inotify watches reached"));
        assertThat(take()).isSameAs(PendingPaths.LOST);
        pending.done(PendingPaths.LOST);
        listener.onException(new NoSuchFileException("gone"));
        assertThat(take()).as("its neighbours may not be watched either").isSameAs(PendingPaths.LOST);
    }

    private Path take() throws InterruptedException {
        return pending.take(1, TimeUnit.MILLISECONDS);
    }

    private static DirectoryChangeEvent event(EventType type, boolean directory, Path path) {
        return new DirectoryChangeEvent(type, directory, path, null, 1, ROOT);
    }
}
