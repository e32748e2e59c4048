package routes.analyze;

import java.util.Set;

/** What a scene is about, the most important first. */
enum Subject {
    PERSON, VEHICLE, UNKNOWN, ANIMAL;

    private static final Set<String> VEHICLES = Set.of("car", "truck", "bus", "motorcycle", "bicycle");
    private static final Set<String> ANIMALS =
            Set.of("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe");

    /** A class that nobody knows counts as UNKNOWN, above animals: it is something that the home owner has not been told about. */
    static Subject of(String objectType) {
        if ("person".equals(objectType)) {
            return PERSON;
        }
        if (VEHICLES.contains(objectType)) {
            return VEHICLE;
        }
        return ANIMALS.contains(objectType) ? ANIMAL : UNKNOWN;
    }
}
