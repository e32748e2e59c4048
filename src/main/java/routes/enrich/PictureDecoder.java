package routes.enrich;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import routes.picture.JpegScans;

/**
 * Decodes pictures within a limit of pixels for the whole process: a picture waits until there is room for it, and a very large one is
 * decoded on a coarser grid. What counts is the size of the file's picture, because decoders of progressive JPEG hold all of it; a
 * very large one of those, and one with endless lines, is not decoded. Thread-safe.
 */
final class PictureDecoder {

    private static final int PIXELS_PER_PERMIT = 1_000;
    /** The most a JPEG can have; a line of a picture is held as a whole. */
    private static final int LONGEST_SIDE = 65_535;
    /** Metadata and thumbnails come before the markers that tell how a JPEG is coded. */
    private static final int HEAD_BYTES = 1_000_000;

    private final int maxPicturePixels;
    private final int permits;
    private final Semaphore room;

    /**
     * @param maxPixels        pixels that may be decoded at a time in this process
     * @param maxPicturePixels pixels of one decoded picture; larger ones are subsampled
     */
    PictureDecoder(int maxPixels, int maxPicturePixels) {
        this.maxPicturePixels = maxPicturePixels;
        this.permits = Math.max(1, maxPixels / PIXELS_PER_PERMIT);
        this.room = new Semaphore(permits, true);
    }

    /** What is done with a decoded picture while it has its room. */
    @FunctionalInterface
    interface Use<T> {
        T of(KeyPicture picture) throws IOException;
    }

    /**
     * Decodes a JPEG or PNG, hands it to {@code use} and forgets it.
     *
     * @param waitMillis longest wait for room
     * @throws IOException when it is no readable picture, or there was no room in time
     */
    <T> T decode(Path file, long waitMillis, Use<T> use) throws IOException {
        File source = file.toFile();
        if (!source.isFile()) {
            throw new IOException("the picture has gone");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(source)) {
            Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
            if (readers == null || !readers.hasNext()) {
                throw new IOException("neither JPEG nor PNG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                requireBounded(source, reader.getWidth(0), reader.getHeight(0));
                return withRoom(reader, waitMillis, use);
            } catch (RuntimeException e) {
                // ImageIO readers answer damaged files with all kinds of them
                throw new IOException("not a readable picture", e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static void requireBounded(File source, int width, int height) throws IOException {
        boolean isTooLarge = Math.max(width, height) > LONGEST_SIDE;
        if (!isTooLarge && (long) width * height > JpegScans.MAX_SCANS_PIXELS) {
            try (InputStream in = new FileInputStream(source)) {
                byte[] head = in.readNBytes(HEAD_BYTES);
                isTooLarge = (head[0] & 0xff) == 0xff && JpegScans.of(head).several();
            }
        }
        if (isTooLarge) {
            throw new IOException("too large to be decoded: %d x %d pixels".formatted(width, height));
        }
    }

    private <T> T withRoom(ImageReader reader, long waitMillis, Use<T> use) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        int needed = (int) Math.min(permits, pixels / PIXELS_PER_PERMIT + 1);
        if (!acquire(needed, waitMillis)) {
            throw new IOException("no memory was free for it in time");
        }
        try {
            int step = (int) Math.ceil(Math.sqrt((double) pixels / maxPicturePixels));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
            BufferedImage image = reader.read(0, param);
            return use.of(new KeyPicture(image, Math.max(1, step)));
        } finally {
            room.release(needed);
        }
    }

    private boolean acquire(int needed, long waitMillis) throws IOException {
        try {
            return room.tryAcquire(needed, waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for memory", e);
        }
    }
}
