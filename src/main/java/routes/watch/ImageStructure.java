package routes.watch;

/**
 * Walks the structure of one image while its bytes stream by, without decoding a pixel and without keeping them.
 * One instance for one file; not thread-safe.
 */
abstract class ImageStructure {

    /** Of the header. */
    protected int width;
    protected int height;
    protected boolean irregular;
    protected boolean corrupt;

    /** The next bytes of the file. */
    abstract void feed(byte[] bytes, int from, int to);

    /** {@code jpeg} or {@code png}. */
    abstract String format();

    /** Pixels, 0 as long as the header has not been seen. */
    final int width() {
        return width;
    }

    /** Pixels, 0 as long as the header has not been seen. */
    final int height() {
        return height;
    }

    /** Whether a file of this format can end with these two bytes, 0..255 each, trailing zeros left out. */
    abstract boolean endsLike(int lastButOne, int last);

    /** Whether the end marker was reached with everything before it that an image needs. */
    abstract boolean ended();

    /** Whether there is anything that a finished file of a careful writer does not have, like bytes after its end. */
    final boolean irregular() {
        return irregular;
    }

    /** Whether the bytes seen so far contradict the format. */
    final boolean corrupt() {
        return corrupt;
    }
}
