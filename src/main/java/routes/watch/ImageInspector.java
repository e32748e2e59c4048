package routes.watch;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.watch.Inspection.State;

/**
 * Tells whether a file is a whole, valid image, by one streaming read of it. Used by the watch routes (10-watch.camel.yaml).
 *
 * <p>A whole image is known by its structure at once, without waiting. Anything else may still be being written and is {@link State#INCOMPLETE}
 * until it is seen not to change any more; {@link #inspectStable} then decides. Only what no further byte can cure is {@link State#INVALID} at once.
 *
 * <p>No file makes these methods throw. Thread-safe.
 */
public final class ImageInspector {

    private static final Logger LOG = LoggerFactory.getLogger(ImageInspector.class);

    private final CameraFiles files;
    private final long minBytes;
    private final long maxBytes;
    private final long maxPixels;
    private final DecodeCheck decodeCheck;

    /**
     * @param minBytes   smaller files are refused, 0 or more
     * @param maxBytes   larger files are refused without being read
     * @param maxPixels  width x height above which an image is refused by its header and never decoded
     * @param validation {@code structure} or {@code decode}; the latter decodes each image as well (about 16 ms per 1080p image)
     */
    public ImageInspector(CameraFiles files, long minBytes, long maxBytes, long maxPixels, String validation) {
        this.files = files;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
        this.maxPixels = maxPixels;
        this.decodeCheck = switch (validation) {
            case "structure" -> null;
            case "decode" -> new DecodeCheck();
            default -> throw new IllegalArgumentException("image validation is structure or decode, not " + Printable.of(validation));
        };
    }

    /** Looks at a file that may still be being written. One that does not end as an image ends is not read as a whole. */
    public Inspection inspect(CameraFile file) {
        return inspect(file, false);
    }

    /**
     * Looks at a file that has not changed for the stability time. It is {@link State#INCOMPLETE} only when it changed while it was being read.
     * Bytes after the end of an image are accepted here, not before: they may be what is left of a longer file that is being overwritten.
     */
    public Inspection inspectStable(CameraFile file) {
        return inspect(file, true);
    }

    private Inspection inspect(CameraFile file, boolean stable) {
        Instant linkModified = Instant.EPOCH;
        long linkBytes = 0;
        try {
            BasicFileAttributes link = attributes(file.path());
            linkModified = link.lastModifiedTime().toInstant();
            linkBytes = link.size();
            Path real = files.realPathInside(file.path());
            if (real == null) {
                return unread(file, State.INVALID, RejectReason.SYMLINK_OUTSIDE_ROOT, linkBytes, linkModified);
            }
            BasicFileAttributes before = attributes(real);
            if (before.isDirectory()) {
                return unread(file, State.ABSENT, null, 0, Instant.EPOCH);
            }
            if (!before.isRegularFile()) {
                return unread(file, State.INVALID, RejectReason.NOT_A_FILE, linkBytes, linkModified);
            }
            if (before.size() > maxBytes) {
                return unread(file, State.INVALID, RejectReason.TOO_LARGE, before.size(), before.lastModifiedTime().toInstant());
            }
            if (!FileNameEncoding.survivesAsText(file.path())) {
                return unread(file, State.INVALID, RejectReason.UNREADABLE, before.size(), before.lastModifiedTime().toInstant());
            }
            return read(file, real, before, stable);
        } catch (NoSuchFileException e) {
            return unread(file, State.ABSENT, null, 0, Instant.EPOCH);
        } catch (IOException e) {
            LOG.debug("image {} of camera {} cannot be read: {}", Printable.of(file.path()), file.cameraId(), Printable.of(e));
            // the uploader may set the permissions last
            return unread(file, stable ? State.INVALID : State.INCOMPLETE, RejectReason.UNREADABLE, linkBytes, linkModified);
        }
    }

    private Inspection read(CameraFile file, Path real, BasicFileAttributes before, boolean stable) throws IOException {
        ImageReading reading = new ImageReading();
        try (SeekableByteChannel channel = Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (!stable && !reading.looksEnded(channel)) {
                return unread(file, State.INCOMPLETE, reasonWhileGrowing(before.size()), before.size(), before.lastModifiedTime().toInstant());
            }
            channel.position(0);
            reading.readAll(channel, maxBytes);
        }
        BasicFileAttributes after = attributes(real);
        RejectReason reason = reasonOf(reading, real);
        State state = stateOf(reading, reason, stable);
        boolean changing = after.size() != reading.bytes() || !after.lastModifiedTime().equals(before.lastModifiedTime());
        if (changing && (state == State.INVALID && stable || after.size() != reading.bytes())) {
            state = State.INCOMPLETE;
        }
        ImageStructure structure = reading.structure();
        return structure == null
                ? new Inspection(file, state, reason, null, 0, 0, after.size(), after.lastModifiedTime().toInstant(), reading.sha256Hex())
                : new Inspection(file, state, reason, structure.format(), structure.width(), structure.height(), after.size(),
                        after.lastModifiedTime().toInstant(), reading.sha256Hex());
    }

    private RejectReason reasonWhileGrowing(long bytes) {
        return bytes == 0 ? RejectReason.EMPTY : bytes < minBytes ? RejectReason.TOO_SMALL : RejectReason.TRUNCATED;
    }

    private RejectReason reasonOf(ImageReading reading, Path real) {
        ImageStructure image = reading.structure();
        if (reading.bytes() == 0) {
            return RejectReason.EMPTY;
        } else if (reading.bytes() > maxBytes) {
            return RejectReason.TOO_LARGE;
        } else if (image == null) {
            return RejectReason.NOT_AN_IMAGE;
        } else if ((long) image.width() * image.height() > maxPixels) {
            return RejectReason.TOO_MANY_PIXELS;
        } else if (reading.bytes() < minBytes) {
            return RejectReason.TOO_SMALL;
        } else if (image.corrupt()) {
            return RejectReason.CORRUPT;
        } else if (!image.ended()) {
            return RejectReason.TRUNCATED;
        }
        String fault = decodeCheck == null ? null : decodeCheck.faultOf(real, image.format(), image.width(), image.height());
        if (fault != null) {
            LOG.debug("image {} does not decode: {}", Printable.of(real), Printable.of(fault));
            return RejectReason.CORRUPT;
        }
        return null;
    }

    private static State stateOf(ImageReading reading, RejectReason reason, boolean stable) {
        ImageStructure image = reading.structure();
        if (reason == null) {
            return stable || !image.irregular() ? State.COMPLETE : State.INCOMPLETE;
        }
        boolean wholeImage = image != null && image.ended() && !image.irregular();
        boolean hopeless = reason == RejectReason.TOO_LARGE || reason == RejectReason.TOO_MANY_PIXELS
                || reason == RejectReason.NOT_AN_IMAGE && !reading.blankStart();
        return stable || hopeless || wholeImage ? State.INVALID : State.INCOMPLETE;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Inspection unread(CameraFile file, State state, RejectReason reason, long bytes, Instant modified) {
        return new Inspection(file, state, reason, null, 0, 0, bytes, modified, "");
    }
}
