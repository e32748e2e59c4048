package routes.embedded.detector;

/**
 * A decoded upload. The pixels belong to the decoder and are valid until it decodes the next picture.
 *
 * @param bgr     blue, green and red of each pixel, row by row; may be longer than the picture
 * @param columns decoded pixels per row
 * @param rows    decoded rows
 * @param step    original pixels per decoded pixel, 1 or more
 * @param width   of the original as stored, in pixels
 * @param height  of the original as stored, in pixels
 */
record Picture(byte[] bgr, int columns, int rows, int step, int width, int height) {
}
