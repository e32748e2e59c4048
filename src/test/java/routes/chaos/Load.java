package routes.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Cameras that upload: most write at once, every fourth renames into place, every tenth writes in two halves. */
final class Load implements AutoCloseable {

    private static final long BETWEEN_HALVES_MILLIS = 300;

    private final Path root;
    private final int cameras;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private CountDownLatch stop = new CountDownLatch(0);
    private Thread uploads;
    private volatile IOException failure;

    /** @param root CAMERA_ROOT */
    Load(Path root, int cameras) {
        this.root = root;
        this.cameras = cameras;
    }

    /** Every complete file with how many detections are in it. */
    Map<String, Integer> written() {
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        return written;
    }

    /** Uploads that many, as fast as it goes. */
    void write(int pictures) {
        try {
            for (int i = 0; i < pictures; i++) {
                writeOne(next.getAndIncrement());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Uploads one every so many milliseconds until {@link #stop}. */
    void start(long everyMillis) {
        stop = new CountDownLatch(1);
        uploads = new Thread(() -> {
            try {
                while (!stop.await(everyMillis, TimeUnit.MILLISECONDS)) {
                    writeOne(next.getAndIncrement());
                }
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "uploads");
        uploads.start();
    }

    void stop() throws InterruptedException {
        stop.countDown();
        if (uploads != null) {
            uploads.join();
        }
    }

    private void writeOne(int number) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(root.resolve("Camera " + number % cameras).resolve("day " + number % 3));
        Path file = folder.resolve("picture-" + number + ".jpg");
        byte[] bytes = Marked.jpeg(number);
        if (number % 4 == 1) {
            Path upload = folder.resolve("picture-" + number + ".jpg.part");
            Files.write(upload, bytes);
            Files.move(upload, file, StandardCopyOption.ATOMIC_MOVE);
        } else if (number % 10 == 8) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            TimeUnit.MILLISECONDS.sleep(BETWEEN_HALVES_MILLIS);
            Files.write(file, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length), StandardOpenOption.APPEND);
        } else {
            Files.write(file, bytes);
        }
        written.put(file.toString(), Marked.detections(number));
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
