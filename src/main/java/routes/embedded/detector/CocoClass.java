package routes.embedded.detector;

import java.util.Arrays;
import java.util.List;

/**
 * The COCO classes this detector looks at: the nine it reports, and those that the model confuses with them.
 * Classes of one {@link Family} compete for the same object, so that one animal is never reported twice and a horse
 * never becomes a cow that becomes a dog.
 */
enum CocoClass {
    PERSON("person", 0, Family.PERSON, true),
    BICYCLE("bicycle", 1, Family.TWO_WHEELER, true),
    MOTORCYCLE("motorcycle", 3, Family.TWO_WHEELER, true),
    CAR("car", 2, Family.VEHICLE, true),
    BUS("bus", 5, Family.VEHICLE, true),
    TRUCK("truck", 7, Family.VEHICLE, true),
    TRAIN("train", 6, Family.VEHICLE, false),
    BIRD("bird", 14, Family.BIRD, true),
    CAT("cat", 15, Family.FOUR_LEGGED, true),
    DOG("dog", 16, Family.FOUR_LEGGED, true),
    HORSE("horse", 17, Family.FOUR_LEGGED, false),
    SHEEP("sheep", 18, Family.FOUR_LEGGED, false),
    COW("cow", 19, Family.FOUR_LEGGED, false),
    ELEPHANT("elephant", 20, Family.FOUR_LEGGED, false),
    BEAR("bear", 21, Family.FOUR_LEGGED, false),
    ZEBRA("zebra", 22, Family.FOUR_LEGGED, false),
    GIRAFFE("giraffe", 23, Family.FOUR_LEGGED, false);

    /** Classes that look alike to the model. */
    enum Family { PERSON, TWO_WHEELER, VEHICLE, BIRD, FOUR_LEGGED }

    private final String wireName;
    private final int column;
    private final Family family;
    private final boolean reported;

    CocoClass(String wireName, int column, Family family, boolean reported) {
        this.wireName = wireName;
        this.column = column;
        this.family = family;
        this.reported = reported;
    }

    /** Name on the wire. */
    String wireName() {
        return wireName;
    }

    /** Position among the model's 80 scores. */
    int column() {
        return column;
    }

    Family family() {
        return family;
    }

    /** Whether detections of this class leave the detector; the others only take part in the competition. */
    boolean reported() {
        return reported;
    }

    static List<CocoClass> all() {
        return List.of(values());
    }

    static CocoClass ofWireName(String name) {
        return Arrays.stream(values()).filter(c -> c.wireName.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown object class " + name));
    }
}
