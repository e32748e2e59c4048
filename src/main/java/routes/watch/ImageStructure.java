package routes.watch;

/**
 * Walks the structure of one image while its bytes stream by, without decoding a pixel and without keeping them.
 * One instance for one file; not thread-safe.
 */
interface ImageStructure {

    /** The next bytes of the file. */
    void feed(byte[] bytes, int from, int to);

    /** {@code jpeg} or {@code png}. */
    String format();

    /** Pixels, 0 as long as the header has not been seen. */
    int width();

    /** Pixels, 0 as long as the header has not been seen. */
    int height();

    /** Whether a file of this format can end with these two bytes, 0..255 each, trailing zeros left out. */
    boolean endsLike(int lastButOne, int last);

    /** Whether the end marker was reached with everything before it that an image needs. */
    boolean ended();

    /** Whether there is anything that a finished file of a careful writer does not have, like bytes after its end. */
    boolean irregular();

    /** Whether the bytes seen so far contradict the format. */
    boolean corrupt();
}
