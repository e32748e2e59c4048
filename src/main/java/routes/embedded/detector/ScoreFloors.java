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

    private ScoreFloors(double[] from, double margin) {
        for (int i = 0; i < floors.length; i++) {
            floors[i] = Math.min(1, from[i] + margin);
        }
    }

    /** For views of which there are many in one picture: each is a chance to be wrong. */
    ScoreFloors raised(double margin) {
        return new ScoreFloors(floors, margin);
    }

    double of(CocoClass type) {
        return floors[type.ordinal()];
    }
}
