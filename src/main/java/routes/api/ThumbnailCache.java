package routes.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thumbnails on disk by the hash of their picture, the oldest removed when they take more than their share. A cache only: when the
 * disk fails, thumbnails are made again. Thread-safe.
 */
final class ThumbnailCache {

    private static final Logger LOG = LoggerFactory.getLogger(ThumbnailCache.class);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final long maxBytes;
    private long bytes = -1;

    /** @param maxBytes of all files together; 10 % of it are freed at a time */
    ThumbnailCache(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    Optional<byte[]> find(String hash) {
        try {
            return Optional.of(Files.readAllBytes(file(hash)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("thumbnail {}: cannot be read and is made again: {}", hash, e.toString());
            return Optional.empty();
        }
    }

    synchronized void keep(String hash, byte[] thumbnail) {
        try {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, hash, ".tmp");
            try {
                Files.write(written, thumbnail);
                Files.move(written, file(hash), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
            bytes = bytes < 0 ? entries().stream().mapToLong(Entry::size).sum() : bytes + thumbnail.length;
            if (bytes > maxBytes) {
                removeOldest();
            }
        } catch (IOException e) {
            LOG.warn("thumbnail {}: cannot be kept in {} and is made again next time: {}", hash, folder, e.toString());
        }
    }

    /** @param hash anything; what is no SHA-256 has no thumbnail */
    void remove(String hash) {
        if (!HASH.matcher(hash).matches()) {
            return;
        }
        try {
            Files.deleteIfExists(file(hash));
        } catch (IOException e) {
            LOG.warn("thumbnail {}: cannot be removed and goes when space is needed: {}", hash, e.toString());
        }
    }

    private void removeOldest() throws IOException {
        List<Entry> entries = entries();
        bytes = entries.stream().mapToLong(Entry::size).sum();
        for (Entry entry : entries) {
            if (bytes <= maxBytes / 10 * 9) {
                return;
            }
            Files.deleteIfExists(entry.file());
            bytes -= entry.size();
        }
    }

    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                entries.add(new Entry(file, attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::modified));
        return entries;
    }

    private Path file(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hex");
        }
        return folder.resolve(hash + ".jpg");
    }

    private record Entry(Path file, long size, long modified) {
    }
}
