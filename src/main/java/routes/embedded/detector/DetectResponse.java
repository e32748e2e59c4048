package routes.embedded.detector;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import routes.detect.BoundingBox;

/**
 * Body of a successful {@code POST /detect}.
 *
 * @param inferenceTimeMs decoding, scaling, model and post-processing; waiting is not counted
 * @param imageWidth      pixels of the picture as stored
 * @param imageHeight     pixels of the picture as stored
 * @param tiles           parts that were looked at closely besides the whole picture
 */
record DetectResponse(List<Found> detections, double inferenceTimeMs, int imageWidth, int imageHeight, int tiles) {

    /**
     * @param confidence 0..1
     * @param bbox       inside the picture
     */
    record Found(@JsonProperty("class") String type, double confidence, BoundingBox bbox) {
    }
}
