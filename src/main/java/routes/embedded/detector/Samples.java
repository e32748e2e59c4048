package routes.embedded.detector;

/**
 * Which pixels along one axis make each pixel of the model's input, and how much of each: two neighbours by their distance
 * (bilinear) up to a reduction of two; above, evenly spread ones with equal weight, so that nothing small falls through.
 *
 * @param count   pixels per input pixel
 * @param index   {@code count} positions for each input pixel
 * @param weights as {@code index}; those of one input pixel add up to 256
 */
record Samples(int count, int[] index, int[] weights) {

    private static final int ONE = 256;
    private static final int MOST = 4;

    /**
     * @param start first position, in decoded pixels
     * @param span  decoded pixels per input pixel
     * @param size  input pixels
     * @param limit decoded pixels there are
     */
    static Samples of(double start, double span, int size, int limit) {
        return span < 2 ? bilinear(start, span, size, limit) : mean(start, span, size, limit);
    }

    private static Samples bilinear(double start, double span, int size, int limit) {
        var samples = new Samples(2, new int[2 * size], new int[2 * size]);
        for (int i = 0; i < size; i++) {
            double centre = start + (i + 0.5) * span - 0.5;
            int first = (int) Math.floor(centre);
            int second = (int) Math.round((centre - first) * ONE);
            samples.set(2 * i, first, ONE - second, limit);
            samples.set(2 * i + 1, first + 1, second, limit);
        }
        return samples;
    }

    private static Samples mean(double start, double span, int size, int limit) {
        int count = Math.min(MOST, (int) span);
        var samples = new Samples(count, new int[count * size], new int[count * size]);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < count; k++) {
                // the remainder of 256 / 3 goes to the first
                int weight = ONE / count + (k == 0 ? ONE % count : 0);
                samples.set(count * i + k, (int) (start + (i + (k + 0.5) / count) * span), weight, limit);
            }
        }
        return samples;
    }

    private void set(int position, int pixel, int weight, int limit) {
        index[position] = Math.max(0, Math.min(limit - 1, pixel));
        weights[position] = weight;
    }
}
