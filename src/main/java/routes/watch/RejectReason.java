package routes.watch;

import java.util.Locale;

/** Why an image is not analysed; in lower case the value of {@code images.reject_reason} and of the metric's label. */
public enum RejectReason {
    /** No byte in it. */
    EMPTY,
    /** Fewer bytes than MIN_IMAGE_BYTES. */
    TOO_SMALL,
    /** More bytes than MAX_IMAGE_BYTES; the content is not read. */
    TOO_LARGE,
    /** The first bytes are neither those of a JPEG nor those of a PNG, whatever the name says. */
    NOT_AN_IMAGE,
    /** Begins as an image, but the end is missing and no longer comes. */
    TRUNCATED,
    /** Complete, but damaged. */
    CORRUPT,
    /** More pixels than MAX_IMAGE_PIXELS by its header; it is never decoded. */
    TOO_MANY_PIXELS,
    /** A symbolic link, or below one, whose target is not below CAMERA_ROOT; the target is not opened. */
    SYMLINK_OUTSIDE_ROOT,
    /** A device, pipe or socket; it is not opened. */
    NOT_A_FILE,
    /** No permission, an I/O error, or a name that this process cannot write down (see {@link FileNameEncoding}). */
    UNREADABLE,
    /** Same content as another file of the same camera within DEDUPE_TTL_SECONDS. */
    DUPLICATE,
    /** The detector answered that it cannot work with this image. */
    REFUSED_BY_DETECTOR;

    /** The name on the wire, for example {@code too_small}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return wireName();
    }
}
