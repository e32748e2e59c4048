package routes.embedded.detector;

import java.util.Map;

/** The score from which a detection of a class counts. Immutable. */
final class ScoreFloors {

    private final double[] floors = new double[CocoClass.values().length];

    /**
     * @param minimum  for every class, 0..1
     * @param perClass higher floors by class name
     * @throws IllegalArgumentException for an unknown class
     */
    ScoreFloors(double minimum, Map<String, Double> perClass) {
        for (CocoClass type : CocoClass.all()) {
            floors[type.ordinal()] = minimum;
        }
        perClass.forEach((name, floor) -> {
            int index = CocoClass.ofWireName(name).ordinal();
            floors[index] = Math.max(minimum, floor);
        });
    }

    double of(CocoClass type) {
        return floors[type.ordinal()];
    }
}
