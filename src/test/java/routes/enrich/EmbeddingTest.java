package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

    private final Random random = new Random(42);

    private double[] vector() {
        return random.doubles(Embedding.DIMENSIONS, -1, 1).toArray();
    }

    @Test
    void rounding_changes_a_similarity_by_less_than_a_hundredth() {
        for (int i = 0; i < 200; i++) {
            double[] a = vector();
            double[] b = vector();
            double mix = random.nextDouble();
            for (int d = 0; d < a.length; d++) {
                b[d] = mix * a[d] + (1 - mix) * b[d];
            }
            assertThat(Embedding.of(a).similarity(Embedding.of(b))).isCloseTo(cosine(a, b), within(0.01));
        }
    }

    @Test
    void survives_being_written_and_read() {
        Embedding embedding = Embedding.of(vector());

        assertThat(Embedding.parse(embedding.text()).similarity(embedding)).isCloseTo(1, within(1e-9));
        assertThat(embedding.text()).hasSize(1024);
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
